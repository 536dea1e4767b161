#include "tests/support/fake_driver/fake_webcam.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <numeric>
#include <span>

#include <sluice/clock.hpp>

namespace sluice::test {

namespace {

template <typename T>
T& as(void* argument) { return *static_cast<T*>(argument); }

template <std::size_t N>
void put_text(unsigned char (&field)[N], const std::string& text) {
    std::memcpy(field, text.c_str(), std::min(N, text.size() + 1));
}

timeval stamp_now() {
    const std::int64_t micros = microseconds(Clock::now());
    return {micros / 1'000'000, micros % 1'000'000};
}

constexpr std::size_t least_picture = 256;  // bytes

// A start and an end as a JPEG has them, and between them the picture's number again and again.
std::vector<std::byte> numbered(std::uint32_t number, std::size_t size) {
    std::vector<std::byte> bytes(size);
    for (std::size_t at = 0; at + 4 <= size; at += 4) std::memcpy(bytes.data() + at, &number, 4);
    bytes[0] = bytes[size - 2] = std::byte{0xFF};
    bytes[1] = std::byte{0xD8};
    bytes[size - 1] = std::byte{0xD9};
    return bytes;
}

}  // namespace

std::uint32_t FakeWebcam::number_of(std::span<const std::byte> picture) {
    if (picture.size() < 12) return 0;
    std::uint32_t number = 0;
    std::memcpy(&number, picture.data() + 4, 4);
    const auto looked_at = picture.first(std::min(picture.size(), least_picture));
    const auto whole = numbered(number, least_picture + 4);
    return std::memcmp(looked_at.data(), whole.data(), looked_at.size()) == 0 ? number : 0;
}

int FakeWebcam::ioctl(unsigned long request, void* argument, int who) {
    const bool changes_format = request == VIDIOC_S_FMT;
    if (changes_format && queue_.busy()) return EBUSY;
    switch (request) {
        case VIDIOC_QUERYCAP: describe(as<v4l2_capability>(argument)); return 0;
        case VIDIOC_ENUM_FMT: return formats_.list_formats(as<v4l2_fmtdesc>(argument));
        case VIDIOC_ENUM_FRAMESIZES: return formats_.list_sizes(as<v4l2_frmsizeenum>(argument));
        case VIDIOC_ENUM_FRAMEINTERVALS: return formats_.list_intervals(as<v4l2_frmivalenum>(argument));
        case VIDIOC_G_FMT: return formats_.get(as<v4l2_format>(argument));
        case VIDIOC_TRY_FMT: return formats_.attempt(as<v4l2_format>(argument));
        case VIDIOC_S_FMT: return formats_.set(as<v4l2_format>(argument));
        case VIDIOC_G_PARM: return formats_.get_interval(as<v4l2_streamparm>(argument));
        case VIDIOC_S_PARM: return queue_.streaming() ? EBUSY : formats_.set_interval(as<v4l2_streamparm>(argument));
        case VIDIOC_G_INPUT: as<int>(argument) = 0; return 0;
        case VIDIOC_S_INPUT: return as<int>(argument) == 0 ? 0 : EINVAL;
        default: return stream_ioctl(request, argument, who);
    }
}

int FakeWebcam::stream_ioctl(unsigned long request, void* argument, int who) {
    switch (request) {
        case VIDIOC_REQBUFS: {
            const FakeQueue::Layout layout{formats_.type(), formats_.plane_sizes(), facts_.least_buffers, facts_.most_buffers, facts_.stamp_flags};
            return queue_.request(as<v4l2_requestbuffers>(argument), who, layout);
        }
        case VIDIOC_QUERYBUF: return queue_.query(as<v4l2_buffer>(argument));
        case VIDIOC_QBUF: return queue_.queue(as<v4l2_buffer>(argument), who);
        case VIDIOC_DQBUF: return queue_.dequeue(as<v4l2_buffer>(argument), who);
        case VIDIOC_STREAMON: {
            const bool anew = !queue_.streaming();
            const int error = queue_.stream_on(static_cast<std::uint32_t>(as<int>(argument)), who);
            if (error == 0 && anew) sequence_ = 0;
            return error;
        }
        case VIDIOC_STREAMOFF: return queue_.stream_off(static_cast<std::uint32_t>(as<int>(argument)), who);
        default: return control_ioctl(request, argument);
    }
}

int FakeWebcam::control_ioctl(unsigned long request, void* argument) {
    switch (request) {
        case VIDIOC_QUERYCTRL: return controls_.query(as<v4l2_queryctrl>(argument));
        case VIDIOC_QUERY_EXT_CTRL: return controls_.query(as<v4l2_query_ext_ctrl>(argument));
        case VIDIOC_QUERYMENU: return controls_.query_menu(as<v4l2_querymenu>(argument));
        case VIDIOC_G_CTRL: return controls_.get(as<v4l2_control>(argument));
        case VIDIOC_S_CTRL: return controls_.set(as<v4l2_control>(argument));
        case VIDIOC_G_EXT_CTRLS: return controls_.get(as<v4l2_ext_controls>(argument));
        case VIDIOC_S_EXT_CTRLS: return controls_.set(as<v4l2_ext_controls>(argument));
        default: return ENOTTY;
    }
}

void FakeWebcam::describe(v4l2_capability& capability) const {
    capability = {};
    put_text(capability.driver, facts_.driver);
    put_text(capability.card, facts_.card);
    put_text(capability.bus_info, facts_.bus);
    capability.device_caps = (facts_.multiplanar ? V4L2_CAP_VIDEO_CAPTURE_MPLANE : V4L2_CAP_VIDEO_CAPTURE) | V4L2_CAP_STREAMING;
    capability.capabilities = capability.device_caps | V4L2_CAP_DEVICE_CAPS;
}

void FakeWebcam::produce(const OddFrame& odd) {
    if (!queue_.streaming()) return;
    sequence_ += odd.lost_before;
    ++number_;
    (queue_.fill(paint(odd)) ? filled_ : missed_) += 1;
    ++sequence_;
}

FakeQueue::Frame FakeWebcam::paint(const OddFrame& odd) {
    FakeQueue::Frame frame;
    frame.sequence = sequence_;
    frame.stamp = odd.stamp.value_or(stamp_now());
    frame.flags = odd.error ? V4L2_BUF_FLAG_ERROR : 0U;
    const bool jpeg = formats_.pixelformat() == V4L2_PIX_FMT_MJPEG || formats_.pixelformat() == V4L2_PIX_FMT_JPEG;
    const auto sizes = formats_.plane_sizes();
    // JPEGs are of many sizes, and leave most of the buffer as it was.
    const std::size_t bytes = jpeg ? least_picture + 4 + number_ % 16 * 4 : std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    const auto picture = numbered(number_, bytes);
    std::span<const std::byte> rest(picture);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto plane = rest.first(std::min<std::size_t>(rest.size(), sizes[i]));
        rest = rest.subspan(plane.size());
        frame.planes.emplace_back(plane.begin(), plane.end());
        frame.used[i] = odd.used.value_or(static_cast<std::uint32_t>(plane.size()));
    }
    return frame;
}

void FakeWebcam::lose_power() {
    earlier_handed_ += queue_.handed();
    queue_ = FakeQueue(tag_);
    formats_ = FakeFormats(facts_);
    controls_ = {};
}

}  // namespace sluice::test
