#pragma once

#include <linux/videodev2.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sluice/params.hpp>

#include "scripted_picture.hpp"
#include "sources/v4l2/system_calls.hpp"

namespace sluice::test {

using v4l2::SystemCalls;

/// A driver for one device at a time that answers as its members say, and lies where `fault` or `lie` is set. Its
/// buffers are memory of a file, so that what is still open or mapped can be counted.
class ScriptedDriver final : public SystemCalls, public ScriptedPicture {
public:
    struct Sizes {
        Size size;
        std::optional<Size> most;  ///< a range
        Size step{1, 1};           ///< 0: continuous
        std::vector<v4l2_fract> intervals;
        bool interval_range = false;
    };
    struct Offer {
        std::uint32_t pixelformat = 0;
        std::vector<Sizes> sizes;
        bool lists_sizes = true;
    };

    std::uint32_t caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    std::vector<Offer> offers;
    bool takes_rate = true;
    std::uint32_t least_buffers = 0, most_buffers = 32;
    std::uint32_t data_offset = 0;  ///< multi-planar: before each plane's picture
    /// errno for the nth (from 0) call of that request; 0: as usual.
    std::function<int(unsigned long request, unsigned nth)> fault;
    /// Changes an answer that was given.
    std::function<void(unsigned long request, void* argument)> lie;

    ScriptedDriver() {
        static unsigned made = 0;
        name_ = "sluice-scripted-" + std::to_string(made++) + "-";
    }

    int open(const std::string&) override {
        if (!works(opening)) return -1;
        const int fd = ::memfd_create(name_.c_str(), MFD_CLOEXEC);
        open_.insert(fd);
        return fd;
    }
    int close(int fd) override {
        if (open_.erase(fd) == 0) std::abort();  // not ours
        streaming = false;
        queue_.clear();
        buffers_ = 0;
        return ::close(fd);
    }
    int ioctl(int fd, unsigned long request, void* argument) override {
        if (!open_.contains(fd)) return refuse(EBADF);
        if (!works(request)) return -1;
        if (const int error = answer(fd, request, argument)) return refuse(error);
        if (lie) lie(request, argument);
        return 0;
    }
    void* mmap(int fd, std::size_t length, std::size_t offset) override {
        if (!works(mapping)) return nullptr;
        void* data = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, static_cast<off_t>(offset));
        return data == MAP_FAILED ? nullptr : data;
    }

    static constexpr unsigned long opening = 1, mapping = 2;  ///< requests of open() and mmap(), for `fault`

    /// The device's next frame: one string for each memory plane. Goes into the first buffer that is queued.
    void arrive(const std::vector<std::string>& planes, std::uint32_t flags = 0) {
        if (queue_.empty()) std::abort();
        Done done{queue_.front(), flags, sequence_++, {}};
        queue_.pop_front();
        for (std::uint32_t i = 0; i < planes.size(); ++i) {
            const off_t at = static_cast<off_t>(offset_of(done.index, i)) + data_offset;
            if (::pwrite(*open_.begin(), planes[i].data(), planes[i].size(), at) < 0) std::abort();
            done.used.push_back(static_cast<std::uint32_t>(planes[i].size()) + data_offset);
        }
        done_.push_back(std::move(done));
    }

    [[nodiscard]] std::size_t open_count() const { return open_.size(); }
    [[nodiscard]] unsigned mapped() const {
        std::ifstream maps("/proc/self/maps");
        unsigned count = 0;
        for (std::string line; std::getline(maps, line);) count += line.find(name_) != std::string::npos ? 1 : 0;
        return count;
    }
    [[nodiscard]] std::size_t with_driver() const { return queue_.size() + done_.size(); }
    [[nodiscard]] unsigned calls(unsigned long request) const {
        return calls_.contains(request) ? calls_.at(request) : 0;
    }
    void forget_calls() { calls_.clear(); }

    bool streaming = false;
    v4l2_fract interval{1, 30};

    [[nodiscard]] bool multiplanar() const { return (caps & V4L2_CAP_VIDEO_CAPTURE) == 0; }

private:
    struct Done {
        std::uint32_t index, flags, sequence;
        std::vector<std::uint32_t> used;
    };

    static int refuse(int error) {
        errno = error;
        return -1;
    }
    bool works(unsigned long request) {
        const unsigned nth = calls_[request]++;
        const int error = fault ? fault(request, nth) : 0;
        errno = error;
        return error == 0;
    }
    [[nodiscard]] std::size_t length() const { return (std::size_t{bytes(0)} + data_offset + 4095) / 4096 * 4096; }
    [[nodiscard]] std::size_t offset_of(std::uint32_t index, std::uint32_t plane) const {
        return (index * memories() + plane) * length();
    }
    [[nodiscard]] std::uint32_t type() const {
        return multiplanar() ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
    }

    template <typename T>
    static T& as(void* argument) {
        return *static_cast<T*>(argument);
    }

    int answer(int fd, unsigned long request, void* argument) {
        switch (request) {
            case VIDIOC_QUERYCAP: return capability(as<v4l2_capability>(argument));
            case VIDIOC_ENUM_FMT: return format_number(as<v4l2_fmtdesc>(argument));
            case VIDIOC_ENUM_FRAMESIZES: return size_number(as<v4l2_frmsizeenum>(argument));
            case VIDIOC_ENUM_FRAMEINTERVALS: return interval_number(as<v4l2_frmivalenum>(argument));
            case VIDIOC_S_FMT: return set_format(as<v4l2_format>(argument));
            case VIDIOC_G_FMT: return tell_format(as<v4l2_format>(argument));
            case VIDIOC_S_PARM: return set_rate(as<v4l2_streamparm>(argument));
            case VIDIOC_G_PARM: return tell_rate(as<v4l2_streamparm>(argument));
            case VIDIOC_REQBUFS: return make_buffers(fd, as<v4l2_requestbuffers>(argument));
            case VIDIOC_QUERYBUF: return tell_buffer(as<v4l2_buffer>(argument));
            case VIDIOC_QBUF: return take_buffer(as<v4l2_buffer>(argument));
            case VIDIOC_DQBUF: return give_buffer(as<v4l2_buffer>(argument));
            case VIDIOC_STREAMON: streaming = true; return 0;
            case VIDIOC_STREAMOFF:
                streaming = false;
                queue_.clear();
                done_.clear();
                return 0;
            default: return ENOTTY;
        }
    }

    int capability(v4l2_capability& out) const {
        std::memcpy(out.driver, "scripted", 9);
        std::memset(out.card, 'C', sizeof out.card);  // as long as can be: no zero at its end
        out.capabilities = V4L2_CAP_DEVICE_CAPS | caps;
        out.device_caps = caps;
        return 0;
    }
    int format_number(v4l2_fmtdesc& out) const {
        if (out.type != type() || out.index >= offers.size()) return EINVAL;
        out.pixelformat = offers[out.index].pixelformat;
        return 0;
    }
    [[nodiscard]] const Offer* offer(std::uint32_t code) const {
        for (const Offer& one : offers)
            if (one.pixelformat == code) return &one;
        return nullptr;
    }
    int size_number(v4l2_frmsizeenum& out) const {
        const Offer* one = offer(out.pixel_format);
        if (!one || !one->lists_sizes || out.index >= one->sizes.size()) return EINVAL;
        const Sizes& sizes = one->sizes[out.index];
        out.type = V4L2_FRMSIZE_TYPE_DISCRETE;
        out.discrete = {sizes.size.width, sizes.size.height};
        if (!sizes.most) return 0;
        out.type = sizes.step.width == 0 ? V4L2_FRMSIZE_TYPE_CONTINUOUS : V4L2_FRMSIZE_TYPE_STEPWISE;
        out.stepwise = {sizes.size.width,  sizes.most->width,  sizes.step.width,
                        sizes.size.height, sizes.most->height, sizes.step.height};
        return 0;
    }
    [[nodiscard]] const Sizes* sizes_at(std::uint32_t code, Size at) const {
        const Offer* one = offer(code);
        if (!one) return nullptr;
        for (const Sizes& sizes : one->sizes)
            if (sizes.most ? at.width >= sizes.size.width && at.width <= sizes.most->width : sizes.size == at)
                return &sizes;
        return nullptr;
    }
    int interval_number(v4l2_frmivalenum& out) const {
        const Sizes* sizes = sizes_at(out.pixel_format, {out.width, out.height});
        if (!sizes || out.index >= sizes->intervals.size()) return EINVAL;
        out.type = sizes->interval_range ? V4L2_FRMIVAL_TYPE_CONTINUOUS : V4L2_FRMIVAL_TYPE_DISCRETE;
        out.discrete = sizes->intervals[out.index];
        if (sizes->interval_range) out.stepwise = {sizes->intervals.front(), sizes->intervals.back(), {1, 1}};
        return 0;
    }

    static std::uint32_t step_down(std::uint32_t value, std::uint32_t least, std::uint32_t most, std::uint32_t step) {
        const std::uint32_t inside = std::clamp(value, least, most);
        return inside - (inside - least) % std::max(1u, step);
    }
    [[nodiscard]] Size nearest(const Offer& one, Size to) const {
        Size best = size;
        double least = std::numeric_limits<double>::max();
        for (const Sizes& sizes : one.sizes) {
            Size here = sizes.size;
            if (sizes.most)
                here = {step_down(to.width, here.width, sizes.most->width, sizes.step.width),
                        step_down(to.height, here.height, sizes.most->height, sizes.step.height)};
            const double far = std::abs(double(here.width) - to.width) + std::abs(double(here.height) - to.height);
            if (far < least) best = here, least = far;
        }
        return best;
    }
    int set_format(v4l2_format& in) {
        if (in.type != type()) return EINVAL;
        const std::uint32_t code = multiplanar() ? in.fmt.pix_mp.pixelformat : in.fmt.pix.pixelformat;
        const Offer* one = offer(code);
        if (!one) one = &offers.front();
        pixelformat = one->pixelformat;
        size = nearest(*one, multiplanar() ? Size{in.fmt.pix_mp.width, in.fmt.pix_mp.height}
                                           : Size{in.fmt.pix.width, in.fmt.pix.height});
        return tell_format(in);
    }
    int tell_format(v4l2_format& out) const {
        if (out.type != type()) return EINVAL;
        if (!multiplanar()) {
            out.fmt.pix.width = size.width;
            out.fmt.pix.height = size.height;
            out.fmt.pix.pixelformat = pixelformat;
            out.fmt.pix.bytesperline = stride(0);
            out.fmt.pix.sizeimage = bytes(0);
            return 0;
        }
        out.fmt.pix_mp.width = size.width;
        out.fmt.pix_mp.height = size.height;
        out.fmt.pix_mp.pixelformat = pixelformat;
        out.fmt.pix_mp.num_planes = static_cast<std::uint8_t>(memories());
        for (std::uint32_t i = 0; i < memories(); ++i) {
            out.fmt.pix_mp.plane_fmt[i].bytesperline = stride(i);
            out.fmt.pix_mp.plane_fmt[i].sizeimage = bytes(i);
        }
        return 0;
    }
    int set_rate(v4l2_streamparm& in) {
        if (in.type != type() || !takes_rate) return EINVAL;
        const v4l2_fract& asked = in.parm.capture.timeperframe;
        const double wanted = double(asked.numerator) / asked.denominator;
        const Sizes* sizes = sizes_at(pixelformat, size);
        if (!sizes || sizes->interval_range) interval = asked;
        double least = std::numeric_limits<double>::max();
        if (sizes && !sizes->interval_range)
            for (const v4l2_fract& one : sizes->intervals)
                if (const double far = std::abs(double(one.numerator) / one.denominator - wanted); far < least)
                    interval = one, least = far;
        return tell_rate(in);
    }
    int tell_rate(v4l2_streamparm& out) const {
        if (out.type != type()) return EINVAL;
        out.parm.capture.capability = takes_rate ? V4L2_CAP_TIMEPERFRAME : 0;
        out.parm.capture.timeperframe = interval;
        return 0;
    }

    int make_buffers(int fd, v4l2_requestbuffers& in) {
        if (in.type != type() || in.memory != V4L2_MEMORY_MMAP) return EINVAL;
        queue_.clear();
        buffers_ = in.count == 0 ? 0 : std::clamp(in.count, least_buffers, std::max(least_buffers, most_buffers));
        in.count = buffers_;
        return ::ftruncate(fd, static_cast<off_t>(buffers_ * memories() * length())) == 0 ? 0 : ENOMEM;
    }
    int tell_buffer(v4l2_buffer& out) const {
        if (out.type != type() || out.index >= buffers_) return EINVAL;
        const auto bytes_of_one = static_cast<std::uint32_t>(length());
        if (!multiplanar()) {
            out.length = bytes_of_one;
            out.m.offset = static_cast<std::uint32_t>(offset_of(out.index, 0));
            return 0;
        }
        if (out.length < memories()) return EINVAL;
        out.length = memories();
        for (std::uint32_t i = 0; i < memories(); ++i) {
            out.m.planes[i].length = bytes_of_one;
            out.m.planes[i].m.mem_offset = static_cast<std::uint32_t>(offset_of(out.index, i));
        }
        return 0;
    }
    int take_buffer(v4l2_buffer& in) {
        if (in.type != type() || in.index >= buffers_) return EINVAL;
        if (multiplanar() && in.length < memories()) return EINVAL;
        if (std::find(queue_.begin(), queue_.end(), in.index) != queue_.end()) return EINVAL;
        queue_.push_back(in.index);
        return 0;
    }
    int give_buffer(v4l2_buffer& out) {
        if (out.type != type() || !streaming) return EINVAL;
        if (done_.empty()) return EAGAIN;
        const Done done = done_.front();
        done_.pop_front();
        out.index = done.index;
        out.flags = done.flags;
        out.sequence = done.sequence;
        out.field = V4L2_FIELD_NONE;
        out.timestamp = {12, 345678};
        if (!multiplanar()) {
            out.bytesused = done.used.at(0);
            return 0;
        }
        out.length = memories();
        for (std::uint32_t i = 0; i < done.used.size(); ++i) {
            out.m.planes[i].bytesused = done.used[i];
            out.m.planes[i].data_offset = data_offset;
        }
        return 0;
    }

    std::string name_;
    std::set<int> open_;
    std::map<unsigned long, unsigned> calls_;
    std::uint32_t buffers_ = 0, sequence_ = 0;
    std::deque<std::uint32_t> queue_;
    std::deque<Done> done_;
};

/// A webcam as they are sold: raw up to 1280x720 but slow, mjpeg up to 1920x1080.
inline std::shared_ptr<ScriptedDriver> scripted_webcam() {
    auto driver = std::make_shared<ScriptedDriver>();
    using Sizes = ScriptedDriver::Sizes;
    driver->offers = {{V4L2_PIX_FMT_YUYV,
                       {Sizes{{1280, 720}, {}, {}, {{1, 10}}}, Sizes{{640, 480}, {}, {}, {{1, 30}, {1, 15}}},
                        Sizes{{160, 120}, {}, {}, {{1, 30}}}}},
                      {V4L2_PIX_FMT_MJPEG,
                       {Sizes{{1920, 1080}, {}, {}, {{1, 30}}}, Sizes{{1280, 720}, {}, {}, {{1, 30}, {1, 15}, {1, 5}}},
                        Sizes{{1280, 960}, {}, {}, {{1, 15}}}, Sizes{{640, 480}, {}, {}, {{1, 60}, {1, 30}}}}}};
    driver->pixelformat = V4L2_PIX_FMT_YUYV;
    return driver;
}

/// A multi-planar device of one format, in ranges of sizes and rates.
inline std::shared_ptr<ScriptedDriver> scripted_board(std::vector<std::uint32_t> pixelformats) {
    auto driver = std::make_shared<ScriptedDriver>();
    driver->caps = V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING;
    for (const std::uint32_t code : pixelformats)
        driver->offers.push_back({code, {{{32, 16}, Size{1920, 1080}, {16, 4}, {{1, 60}, {1, 1}}, true}}});
    driver->pixelformat = pixelformats.front();
    return driver;
}

}  // namespace sluice::test
