#include "facts.hpp"

#include <linux/videodev2.h>

#include <cerrno>
#include <cmath>
#include <cstdio>

namespace fake_v4l2 {
namespace {

constexpr std::uint32_t capture = V4L2_BUF_TYPE_VIDEO_CAPTURE;

template <typename Text>
void set_text(Text& target, const char* text)
{
    std::snprintf(reinterpret_cast<char*>(target), sizeof target, "%s", text);
}

template <typename Text>
void set_text(Text& target, const char* text, unsigned number)
{
    std::snprintf(reinterpret_cast<char*>(target), sizeof target, "%s%u", text, number);
}

v4l2_fract frame_interval(const Facts& facts)
{
    const double fps = facts.fps > 0 ? facts.fps : 30;
    if (fps == std::floor(fps))
        return {1, static_cast<std::uint32_t>(fps)};
    return {1000, static_cast<std::uint32_t>(std::lround(fps * 1000))};
}

int capability(const Facts& facts, v4l2_capability& answer)
{
    answer = {};
    set_text(answer.driver, "fake_v4l2");
    set_text(answer.card, "Fake camera ", facts.number);
    set_text(answer.bus_info, "platform:fake-", facts.number);
    answer.version = 0x060100;
    answer.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_EXT_PIX_FORMAT;
    answer.capabilities = answer.device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

int format_number(v4l2_fmtdesc& answer)
{
    if (answer.index > 0 || answer.type != capture)
        return EINVAL;
    answer.flags = V4L2_FMT_FLAG_COMPRESSED;
    set_text(answer.description, "Motion-JPEG");
    answer.pixelformat = V4L2_PIX_FMT_MJPEG;
    return 0;
}

int frame_size_number(const Facts& facts, v4l2_frmsizeenum& answer)
{
    if (answer.index > 0 || answer.pixel_format != V4L2_PIX_FMT_MJPEG)
        return EINVAL;
    answer.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer.discrete = {facts.width, facts.height};
    return 0;
}

int frame_interval_number(const Facts& facts, v4l2_frmivalenum& answer)
{
    if (answer.index > 0 || answer.pixel_format != V4L2_PIX_FMT_MJPEG || answer.width != facts.width ||
        answer.height != facts.height)
        return EINVAL;
    answer.type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer.discrete = frame_interval(facts);
    return 0;
}

// As a driver does, this adjusts what was asked for instead of refusing it.
int format(const Facts& facts, v4l2_format& answer)
{
    if (answer.type != capture)
        return EINVAL;
    v4l2_pix_format& picture = answer.fmt.pix;
    picture = {};
    picture.width = facts.width;
    picture.height = facts.height;
    picture.pixelformat = V4L2_PIX_FMT_MJPEG;
    picture.field = V4L2_FIELD_NONE;
    picture.sizeimage = facts.buffer_bytes;
    picture.colorspace = V4L2_COLORSPACE_SRGB;
    return 0;
}

int rate(const Facts& facts, v4l2_streamparm& answer)
{
    if (answer.type != capture)
        return EINVAL;
    answer.parm.capture = {};
    answer.parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    answer.parm.capture.timeperframe = frame_interval(facts);
    return 0;
}

int input_number(v4l2_input& answer)
{
    if (answer.index > 0)
        return EINVAL;
    answer = {};
    set_text(answer.name, "Camera 1");
    answer.type = V4L2_INPUT_TYPE_CAMERA;
    return 0;
}

template <typename Answer>
Answer& as(void* argument)
{
    return *static_cast<Answer*>(argument);
}

}  // namespace

int answer_facts(const Facts& facts, unsigned long request, void* argument)
{
    switch (request) {
    case VIDIOC_QUERYCAP: return capability(facts, as<v4l2_capability>(argument));
    case VIDIOC_ENUM_FMT: return format_number(as<v4l2_fmtdesc>(argument));
    case VIDIOC_ENUM_FRAMESIZES: return frame_size_number(facts, as<v4l2_frmsizeenum>(argument));
    case VIDIOC_ENUM_FRAMEINTERVALS: return frame_interval_number(facts, as<v4l2_frmivalenum>(argument));
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
    case VIDIOC_TRY_FMT: return format(facts, as<v4l2_format>(argument));
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM: return rate(facts, as<v4l2_streamparm>(argument));
    case VIDIOC_ENUMINPUT: return input_number(as<v4l2_input>(argument));
    case VIDIOC_G_INPUT: as<int>(argument) = 0; return 0;
    case VIDIOC_S_INPUT: return as<int>(argument) == 0 ? 0 : EINVAL;
    case VIDIOC_G_PRIORITY: as<int>(argument) = V4L2_PRIORITY_DEFAULT; return 0;
    case VIDIOC_S_PRIORITY: return 0;
    default: return not_answered;
    }
}

}  // namespace fake_v4l2
