#pragma once

#include <cstdint>

#include <sluice/source.hpp>

#include "sinks/zmq/wire_reader.hpp"

namespace sluice::upstream {

/// What is known of the frames of one unbroken run over there. Another one means: begin anew.
struct Description {
    std::uint64_t epoch = 0;
    Format format = Format::jpeg;
    std::uint32_t width = 0, height = 0;  ///< of raw pixels; a JPEG tells its own
    Planes planes;
    double fps = 0;
    Moment moment = Moment::arrival;
    bool our_clock = false;  ///< it was captured by the clock of this machine

    friend bool operator==(const Description&, const Description&) = default;
};

/// By its header alone: rate, moment and clock are for others to say.
[[nodiscard]] Description describe(const zmq_sink_parts::WireFrame& frame);
/// Before its first frame; the stat message must tell its format.
[[nodiscard]] Description describe(const zmq_sink_parts::WireStatTopic& topic);
/// Lays over it what the stat message knows of rate and moment.
void complete(Description& description, const zmq_sink_parts::WireStatTopic& topic);

/// What the host is told of it. `width`, `height`: as far as they are known.
[[nodiscard]] Stream stream_of(const Description& description, std::uint32_t width, std::uint32_t height);

}  // namespace sluice::upstream
