#pragma once

#include <string>
#include <vector>

#include <sluice/sink.hpp>

#include "channel.hpp"
#include "connections.hpp"

namespace sluice::http_sink_parts {

/// What the page and `/stat.json` tell of one input.
struct InputFacts {
    std::string name;
    std::string source;
    InputStatus status;
    Clock::time_point asked{};  ///< when the host told that status
    Channel::Facts seen;

    /// Of what comes here, where something came; else of the source.
    [[nodiscard]] Format format() const { return seen.seen ? seen.format : status.format; }
    [[nodiscard]] std::uint32_t width() const { return seen.seen ? seen.width : status.width; }
    [[nodiscard]] std::uint32_t height() const { return seen.seen ? seen.height : status.height; }
    [[nodiscard]] double fps() const { return seen.viewers > 0 && seen.fps > 0 ? seen.fps : status.fps; }
    /// No browser shows what came.
    [[nodiscard]] bool raw() const { return seen.seen && seen.format != Format::jpeg; }
};

/// What they tell of all.
struct SiteFacts {
    std::string node;
    std::string host;
    Connections::Facts clients;
    std::size_t most_clients = 0;
    std::vector<InputFacts> inputs;
};

[[nodiscard]] std::string_view name_of_state(InputStatus::State state);

/// What to say where an input cannot be shown because its frames are raw.
[[nodiscard]] std::string raw_sentence(const InputFacts& input);

/// `/stat.json`.
[[nodiscard]] std::string stat_json(const SiteFacts& facts, Clock::time_point now);

/// `/`.
[[nodiscard]] std::string page_html(const SiteFacts& facts, Clock::time_point now);

}  // namespace sluice::http_sink_parts
