#include "capture_mode.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "camera_formats.hpp"
#include "camera_mode.hpp"
#include "frame_layout.hpp"
#include "mode_offers.hpp"

namespace sluice::v4l2 {

namespace {

constexpr Size hd{1280, 720};         // of a driver that tells no sizes
constexpr Size beyond{16384, 16384};  // the same, asked for its largest
constexpr Rate fastest{1000, 1};      // of a driver that tells no rates

/// One negotiation: what is asked, what is offered, and what came of it.
class Negotiation {
public:
    Negotiation(CameraDevice& device, const ModeWish& wish) : device_(device), wish_(wish) {}
    AgreedMode agree();

private:
    std::vector<CameraFormat> usable();
    CameraFormat choose_format(const std::vector<CameraFormat>& offered) const;
    Size choose_size() const;
    Size choose_fallback();
    Rate choose_rate(const CameraSize& here) const;
    void free_buffers();
    int try_format(Size size, v4l2_format& format);
    v4l2_format set_format();
    void require_same(std::uint32_t pixelformat) const;
    double set_rate(Rate rate);
    v4l2_format read_back(const v4l2_format& set);
    void compare_size(Size set);
    void compare_rate(const CameraSize& here, double set);
    [[nodiscard]] bool tells_sizes();

    CameraDevice& device_;
    const ModeWish& wish_;
    CameraFormat format_;  // chosen
    std::string also_;     // other formats that have the size that was asked for
    bool sizes_told_ = false;
    bool takes_rate_ = false;
    std::vector<std::string> differences_;
};

bool is_named(const CameraFormat& format, const std::string& name) {
    return config_name(format) == name || name_of(*format.format) == name;
}

void add_once(std::vector<std::string>& names, std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

std::string config_names(const std::vector<CameraFormat>& formats) {
    std::vector<std::string> names;
    for (const CameraFormat& format : formats) add_once(names, config_name(format));
    return joined(names);
}

/// 0: not told, or what no camera does.
double per_second(const v4l2_fract& period) {
    constexpr double most = 1e5, least = 1.0 / 86400;
    const double rate = period.numerator > 0 ? double(period.denominator) / period.numerator : 0;
    return rate >= least && rate <= most ? rate : 0;
}

// An unplug during the questions looks like the end of each list.
std::vector<CameraFormat> Negotiation::usable() {
    int trouble = 0;
    const auto control = [&](unsigned long request, void* argument) {
        const int error = device_.call(request, argument);
        if (error != 0 && error != EINVAL && error != ENOTTY && !means_unplugged(trouble)) trouble = error;
        errno = error;
        return error == 0 ? 0 : -1;
    };
    const std::vector<CameraFormat> offered = formats_of(control, device_.multiplanar());
    if (trouble != 0 && (offered.empty() || means_unplugged(trouble))) device_.fail("ask for its formats", trouble);
    std::vector<CameraFormat> carried;
    std::vector<std::string> others;
    for (const CameraFormat& format : offered) {
        const std::uint32_t memories = memory_planes_of(format.pixelformat);
        if (memories == 0 || (memories > 1 && !device_.multiplanar()))
            add_once(others, format.fourcc);
        else
            carried.push_back(format);
    }
    if (!carried.empty()) return carried;
    throw DeviceError(Trouble::refused,
                      device_.path() + " offers " +
                          (others.empty() ? "no format" : "only " + joined(others) + ", which sluice does not carry"),
                      "take another camera; sluice devices lists them");
}

CameraFormat Negotiation::choose_format(const std::vector<CameraFormat>& offered) const {
    std::vector<CameraFormat> wanted;
    std::copy_if(offered.begin(), offered.end(), std::back_inserter(wanted),
                 [&](const CameraFormat& format) { return !wish_.format || is_named(format, *wish_.format); });
    const CameraFormat* best = preferred_format(wanted);
    if (best != nullptr) return *best;
    throw DeviceError(Trouble::refused,
                      device_.path() + " does not offer " + *wish_.format + ", but " + config_names(offered),
                      "write one of these as its format");
}

bool Negotiation::tells_sizes() {
    v4l2_frmsizeenum first{};
    first.pixel_format = format_.pixelformat;
    return device_.call(VIDIOC_ENUM_FRAMESIZES, &first) == 0 && !format_.sizes.empty();
}

Size Negotiation::choose_size() const {
    if (wish_.size) return *wish_.size;
    if (wish_.size_max) return sizes_told_ ? largest_size(format_.sizes) : beyond;
    if (format_.sizes.empty()) return hd;
    // A rate that is asked for counts more than a size that is not.
    std::vector<CameraSize> fast_enough;
    std::copy_if(format_.sizes.begin(), format_.sizes.end(), std::back_inserter(fast_enough),
                 [&](const CameraSize& size) { return wish_.rate && offers_rate(size, *wish_.rate); });
    return preferred_size(fast_enough.empty() ? format_.sizes : fast_enough);
}

// A driver should take the nearest to what is asked; some refuse instead.
Size Negotiation::choose_fallback() {
    if (!format_.sizes.empty())
        return wish_.size ? nearest_size(format_.sizes, *wish_.size) : preferred_size(format_.sizes);
    v4l2_format now{};
    now.type = device_.buffer_type();
    const DriverFormat current = device_.call(VIDIOC_G_FMT, &now) == 0 ? driver_format(now) : DriverFormat{};
    return current.width > 0 && current.height > 0 ? Size{current.width, current.height} : Size{640, 480};
}

// Buffers of an earlier epoch would make S_FMT say busy.
void Negotiation::free_buffers() {
    v4l2_requestbuffers none{};
    none.type = device_.buffer_type();
    none.memory = V4L2_MEMORY_MMAP;
    (void)device_.call(VIDIOC_REQBUFS, &none);
}

int Negotiation::try_format(Size size, v4l2_format& format) {
    format = {};
    format.type = device_.buffer_type();
    if (device_.multiplanar()) {
        v4l2_pix_format_mplane& pix = format.fmt.pix_mp;
        pix.width = size.width;
        pix.height = size.height;
        pix.pixelformat = format_.pixelformat;
        pix.field = V4L2_FIELD_ANY;
        pix.num_planes = static_cast<std::uint8_t>(memory_planes_of(format_.pixelformat));
    } else {
        v4l2_pix_format& pix = format.fmt.pix;
        pix.width = size.width;
        pix.height = size.height;
        pix.pixelformat = format_.pixelformat;
        pix.field = V4L2_FIELD_ANY;
    }
    return device_.call(VIDIOC_S_FMT, &format);
}

v4l2_format Negotiation::set_format() {
    free_buffers();
    const Size asked = choose_size();
    v4l2_format format{};
    int error = try_format(asked, format);
    if (error == EINVAL) {
        const Size other = choose_fallback();
        if (other != asked) error = try_format(other, format);
    }
    if (error != 0) device_.fail("set the format", error);
    require_same(driver_format(format).pixelformat);
    return format;
}

// Topics would change their kind.
void Negotiation::require_same(std::uint32_t pixelformat) const {
    if (pixelformat == format_.pixelformat) return;
    throw DeviceError(Trouble::refused,
                      device_.path() + " was asked for " + fourcc_text(format_.pixelformat) + " and gives " +
                          fourcc_text(pixelformat),
                      "write the format it gives; sluice devices lists them");
}

Rate Negotiation::choose_rate(const CameraSize& here) const {
    if (wish_.rate) return *wish_.rate;
    if (wish_.rate_max) return here.rates.empty() ? fastest : here.rates.front();
    return preferred_rate(here);
}

// Cameras that know no rates refuse this, which is no failure: what comes is reported by its count.
double Negotiation::set_rate(Rate rate) {
    v4l2_streamparm parm{};
    parm.type = device_.buffer_type();
    int error = device_.call(VIDIOC_G_PARM, &parm);
    takes_rate_ = error == 0 && (parm.parm.capture.capability & V4L2_CAP_TIMEPERFRAME) != 0;
    if (takes_rate_ && rate.frames > 0) {
        v4l2_streamparm wanted{};
        wanted.type = device_.buffer_type();
        wanted.parm.capture.timeperframe = {rate.seconds, rate.frames};
        error = device_.call(VIDIOC_S_PARM, &wanted);
        takes_rate_ = error == 0;
        v4l2_streamparm now{};
        now.type = device_.buffer_type();
        if (error == 0) parm = wanted;
        if (error == 0 && (error = device_.call(VIDIOC_G_PARM, &now)) == 0) parm = now;
    }
    if (means_unplugged(error)) device_.fail("set the rate", error);
    return per_second(parm.parm.capture.timeperframe);
}

// Setting the rate may have changed the format, and what S_FMT answers is not always what it did.
v4l2_format Negotiation::read_back(const v4l2_format& set) {
    v4l2_format now{};
    now.type = device_.buffer_type();
    const int error = device_.call(VIDIOC_G_FMT, &now);
    if (means_unplugged(error)) device_.fail("read the format back", error);
    now.type = device_.buffer_type();
    return error == 0 ? now : set;
}

void Negotiation::compare_size(Size set) {
    const std::string gives = "the camera gives " + size_text(set);
    if (wish_.size_max && sizes_told_ && set != largest_size(format_.sizes))
        differences_.push_back("the largest size it offers is " + size_text(largest_size(format_.sizes)) + "; " +
                               gives);
    if (!wish_.size || *wish_.size == set) return;
    const std::string asked = "size " + size_text(*wish_.size);
    if (!sizes_told_) return differences_.push_back(asked + " is not taken; " + gives);
    if (offers_size(format_.sizes, *wish_.size)) return differences_.push_back(asked + " is offered, yet " + gives);
    const std::string nearest = "nearest: " + nearest_sizes_text(format_.sizes, *wish_.size);
    if (also_.empty()) return differences_.push_back(asked + " is not offered (" + nearest + "); " + gives);
    differences_.push_back(asked + " is not offered as " + config_name(format_) + " (" + nearest + "), but as " +
                           also_ + "; " + gives);
}

void Negotiation::compare_rate(const CameraSize& here, double set) {
    const std::string gives = set > 0 ? "the camera gives " + rate_text(set) : "the camera does not say what it gives";
    if (wish_.rate_max && takes_rate_ && !here.rates.empty() && set > 0 &&
        !same_rate(set, here.rates.front().per_second()))
        differences_.push_back("the highest rate it offers is " + rate_text(here.rates.front()) + " fps; " + gives);
    if (!wish_.rate || same_rate(set, wish_.rate->per_second())) return;
    const std::string asked = rate_text(*wish_.rate) + " fps";
    if (!takes_rate_)
        return differences_.push_back(asked + " cannot be set on this camera; " +
                                      (set > 0 ? "it says " + rate_text(set) : "it does not say what it gives"));
    if (here.rates.empty()) return differences_.push_back(asked + " is not taken; " + gives);
    if (offers_rate(here, *wish_.rate)) {
        if (set > 0) differences_.push_back(asked + " is offered at " + size_text(here.size) + ", yet " + gives);
        return;
    }
    const std::string nearest = here.rate_range ? "it takes " : "nearest: ";
    differences_.push_back(asked + " is not offered at " + size_text(here.size) + " (" + nearest +
                           nearest_rates_text(here, *wish_.rate) + "); " + gives);
}

AgreedMode Negotiation::agree() {
    const std::vector<CameraFormat> offered = usable();
    format_ = choose_format(offered);
    sizes_told_ = tells_sizes();
    std::vector<CameraFormat> others;
    std::copy_if(offered.begin(), offered.end(), std::back_inserter(others), [&](const CameraFormat& other) {
        return !wish_.format && wish_.size && other.format != format_.format && offers_size(other.sizes, *wish_.size);
    });
    also_ = config_names(others);

    const v4l2_format set = set_format();
    const DriverFormat first = driver_format(set);
    const CameraSize here = rates_at(device_.control(), format_.pixelformat, {first.width, first.height});
    const double fps = set_rate(choose_rate(here));
    const DriverFormat now = driver_format(read_back(set));
    require_same(now.pixelformat);

    AgreedMode mode;
    mode.stream = stream_of(device_, *format_.format, now);
    mode.stream.fps = fps;
    mode.stream.size_agreed = mode.stream.format == Format::jpeg;
    mode.pixelformat = now.pixelformat;
    mode.memory_planes = now.memory_planes;
    for (const DriverFormat::Memory& memory : now.memory) mode.size_image += memory.size;
    compare_size({mode.stream.width, mode.stream.height});
    compare_rate(here, fps);
    mode.differences = std::move(differences_);
    return mode;
}

}  // namespace

AgreedMode agree_mode(CameraDevice& device, const ModeWish& wish) { return Negotiation(device, wish).agree(); }

}  // namespace sluice::v4l2
