#include "description.hpp"

#include <string_view>

namespace sluice::upstream {

namespace {

Moment moment_named(std::string_view stamp) {
    if (stamp == "exposure_start") return Moment::exposure_start;
    if (stamp == "frame_end") return Moment::frame_end;
    return Moment::arrival;
}

// The wire does not tell it; webcams send YUV of limited range.
Range range_of(Format format) {
    switch (format) {
        case Format::yuyv:
        case Format::uyvy:
        case Format::nv12:
        case Format::nv21:
        case Format::i420: return Range::limited;
        default: return Range::full;
    }
}

Description describe(std::uint64_t epoch, Format format, std::uint32_t width, std::uint32_t height) {
    Description description;
    description.epoch = epoch;
    description.format = format;
    if (format == Format::jpeg) return description;
    description.width = width;
    description.height = height;
    return description;
}

}  // namespace

Description describe(const zmq_sink_parts::WireFrame& frame) {
    Description description = describe(frame.epoch, frame.format, frame.w, frame.h);
    description.planes = frame.planes;
    return description;
}

Description describe(const zmq_sink_parts::WireStatTopic& topic) {
    Description description = describe(topic.epoch, topic.format.value_or(Format::jpeg), topic.w, topic.h);
    complete(description, topic);
    return description;
}

void complete(Description& description, const zmq_sink_parts::WireStatTopic& topic) {
    description.fps = topic.fps_agreed.value_or(0);
    description.moment = moment_named(topic.stamp);
}

Stream stream_of(const Description& description, std::uint32_t width, std::uint32_t height) {
    Stream stream;
    stream.format = description.format;
    stream.width = width;
    stream.height = height;
    stream.planes = description.planes;
    stream.range = range_of(description.format);
    stream.fps = description.fps;
    stream.moment = description.moment;
    return stream;
}

}  // namespace sluice::upstream
