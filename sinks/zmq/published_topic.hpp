#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/format.hpp>
#include <sluice/source.hpp>

namespace sluice::zmq_sink_parts {

/// What a zmq sink knows of one of its inputs.
struct PublishedTopic {
    std::string name;
    std::string_view source;
    std::optional<Format> format;  // nothing until the first frame
    std::uint32_t width = 0, height = 0;
    std::string frames;  // "front/jpeg/", or what else its messages begin with; empty: not known, or none can be made
    std::string notes;   // "front/notes/"
    std::string events;  // "front/event/"
    std::optional<Stream> agreed;  // nothing until the source was online
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
    std::uint64_t notes_seq = 0;
    std::uint64_t events_epoch = 0;
    std::uint64_t events_seq = 0;
    bool frames_wanted = false;
    bool notes_wanted = false;
    bool told_unfit = false;
    std::optional<std::uint64_t> missed;  // frames, by each subscriber; nothing: not known
    std::uint64_t bytes = 0;
    std::uint64_t bytes_measured = 0;  // of `bytes` when the rate was last measured
    double bytes_per_second = 0;
};

}  // namespace sluice::zmq_sink_parts
