#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <sluice/sink.hpp>

#include "channel.hpp"
#include "reply.hpp"
#include "site_facts.hpp"

namespace sluice::http_sink_parts {

/// What there is at which path. Answers from any thread.
class Site {
public:
    struct Setup {
        bool local = true;  ///< bound to this machine alone: only its own names and pages are answered
        std::function<SiteFacts()> facts;
    };
    Site(SinkContext& context, Setup setup);

    [[nodiscard]] Reply answer(const Query& query);
    [[nodiscard]] Channel& channel(std::size_t input) { return channels_[input]; }
    /// Everybody who waits for a frame is answered. No frame is wanted from here on.
    void stop();

private:
    [[nodiscard]] Reply at(const std::string& path, bool head);
    [[nodiscard]] Reply snapshot(std::size_t input, bool head);
    [[nodiscard]] Reply live(std::size_t input, bool head);
    [[nodiscard]] Reply unshowable(std::size_t input, const Frame& frame) const;
    [[nodiscard]] Reply nothing_came(std::size_t input) const;

    SinkContext& context_;
    Setup setup_;
    std::deque<Channel> channels_;
    std::atomic<bool> stopped_ = false;
};

}  // namespace sluice::http_sink_parts
