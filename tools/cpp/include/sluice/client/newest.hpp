#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <sluice/client/frame.hpp>
#include <sluice/client/lateness.hpp>

namespace sluice::client {

/// The newest frame of each topic. One that comes much later than usual waited behind others while the program was busy or
/// stopped: it is held back a little, for the newer ones that follow it. Times are CLOCK_MONOTONIC in us.
class Newest {
public:
    /// `limit`: so much later than usual is not late yet.
    explicit Newest(std::int64_t limit) : limit_(limit) {}

    /// In place of the one that waits.
    void put(Frame frame, std::int64_t now, std::int64_t wall_now) {
        Stream& stream = streams_[frame.topic()];
        const Header& header = frame.header();
        stream.lateness.saw(header.epoch, header.seq, header.ts_us, now, wall_now - header.wall_us);
        stream.lost += frame.lost();
        stream.arrived = now;
        if (stream.waiting) {
            ++stream.skipped;
            ++skipped_;
        }
        stream.waiting.emplace(std::move(frame));
    }

    struct Pick {
        Frame frame;
        std::uint64_t lost, skipped;
    };
    /// The next to hand out: topics take turns. `entered`: since when the program waits. Nothing: none that may go yet.
    [[nodiscard]] std::optional<Pick> pick(std::int64_t now, std::int64_t entered) {
        wake_ = never;
        Stream* next = nullptr;
        for (auto& [topic, stream] : streams_)
            if (stream.waiting && ready(stream, now, entered) && (!next || stream.turn < next->turn)) next = &stream;
        if (!next) return std::nullopt;
        next->turn = ++turns_;
        next->held = false;
        Pick out{std::move(*next->waiting), std::exchange(next->lost, 0), std::exchange(next->skipped, 0)};
        next->waiting.reset();
        return out;
    }

    /// When one that is held back goes all the same.
    [[nodiscard]] std::int64_t wake() const noexcept { return wake_; }
    [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }

private:
    struct Stream {
        std::optional<Frame> waiting;
        Lateness lateness;
        std::uint64_t lost = 0, skipped = 0, turn = 0;
        bool held = false;
        std::int64_t held_since = 0, arrived = 0, patient_again = 0;
    };
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t quiet = 100 * 1000;      // nothing newer for so long: there is none
    static constexpr std::int64_t patience = 500 * 1000;   // newer ones, but none in time: the link is that slow
    static constexpr std::int64_t rest = 5 * 1000 * 1000;  // and is not asked to be quicker for a while

    [[nodiscard]] bool ready(Stream& stream, std::int64_t now, std::int64_t entered) {
        const std::int64_t captured = stream.waiting->header().ts_us;
        const bool late = stream.lateness.of(captured, now) > std::max(limit_, stream.lateness.period());
        if (!late || now < stream.patient_again) return true;
        if (!stream.held) {
            stream.held = true;
            stream.held_since = std::max(entered, stream.arrived);
        }
        const std::int64_t until = std::min(stream.held_since + patience, std::max(stream.arrived, entered) + quiet);
        if (now < until) {
            wake_ = std::min(wake_, until);
            return false;
        }
        stream.lateness.accept(captured, now);
        stream.patient_again = now + rest;
        return true;
    }

    std::int64_t limit_;
    std::map<std::string, Stream> streams_;
    std::int64_t wake_ = never;
    std::uint64_t skipped_ = 0, turns_ = 0;
};

}  // namespace sluice::client
