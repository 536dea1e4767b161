#pragma once

#include <sys/eventfd.h>

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <sluice/unique_fd.hpp>

#include "graph/runtime.hpp"
#include "tests/core/graph/fake_graph.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {

inline Stream gray_stream() {
    Stream stream;
    stream.format = Format::gray;
    stream.width = 4;
    stream.height = 2;
    stream.planes.count = 1;
    stream.planes.plane[0] = {0, 4, 2};
    stream.fps = 30;
    return stream;
}

/// A small gray picture with the stamps of a camera of 30 frames a second.
inline void emit_gray(SourceContext& context, std::uint64_t sequence) {
    std::array<std::byte, 8> pixels{};
    pixels.fill(static_cast<std::byte>(sequence));
    context.emit_copy(pixels, sequence, Clock::time_point(std::chrono::seconds(100) + sequence * std::chrono::microseconds(33'333)));
}

/// A source of `count` frames as fast as they are taken.
inline SourceParts frames(std::uint64_t count) {
    return {[](SourceContext& context) { context.begin(gray_stream()); },
            [count, i = std::uint64_t{0}](SourceContext& context) mutable {
                if (i < count) emit_gray(context, i++);
                return i < count;
            },
            {}};
}

/// A source that never ends: a frame each `pace`, in waits that a stop interrupts.
inline SourceParts endless(std::chrono::microseconds pace = std::chrono::milliseconds(1)) {
    return {[](SourceContext& context) { context.begin(gray_stream()); },
            [pace, i = std::uint64_t{0}](SourceContext& context) mutable {
                if (context.wait(-1, Clock::now() + pace) == SourceContext::Wait::stopping) return true;
                emit_gray(context, i++);
                return true;
            },
            {}};
}

/// A source that emits when the test says so.
class Tap {
public:
    [[nodiscard]] SourceParts source() {
        return {[](SourceContext& context) { context.begin(gray_stream()); },
                [this, i = std::uint64_t{0}](SourceContext& context) mutable {
                    if (context.wait(event_.get(), Clock::time_point::max()) != SourceContext::Wait::ready) return true;
                    eventfd_t count = 0;
                    ::eventfd_read(event_.get(), &count);
                    while (count-- > 0) emit_gray(context, i++);
                    return true;
                },
                {}};
    }
    void pour(std::uint64_t count) { ::eventfd_write(event_.get(), count); }

private:
    UniqueFd event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

/// Remembers what arrived. Keeps facts, not frames: a frame's source name lives as long as the Runtime.
class Seen {
public:
    struct Arrival {
        std::size_t input;
        std::uint64_t sequence;
        std::thread::id thread;
    };

    void add(std::size_t input, const FramePtr& frame) {
        const std::lock_guard lock(mutex_);
        all_.push_back({input, frame->info().sequence, std::this_thread::get_id()});
    }
    [[nodiscard]] std::function<void(std::size_t, const FramePtr&)> writer() {
        return [this](std::size_t input, const FramePtr& frame) { add(input, frame); };
    }
    [[nodiscard]] std::vector<Arrival> all() const {
        const std::lock_guard lock(mutex_);
        return all_;
    }
    [[nodiscard]] std::size_t count() const { return all().size(); }
    [[nodiscard]] std::vector<std::uint64_t> sequences(std::size_t input = 0) const {
        std::vector<std::uint64_t> found;
        for (const Arrival& one : all())
            if (one.input == input) found.push_back(one.sequence);
        return found;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Arrival> all_;
};

inline FramePtr pass(FramePtr frame, Context&) { return frame; }

inline std::vector<std::uint64_t> numbers_to(std::uint64_t end) {
    std::vector<std::uint64_t> all(end);
    for (std::uint64_t i = 0; i < end; ++i) all[i] = i;
    return all;
}

/// Lets everything that was emitted arrive, then ends. For sources that end by themselves.
inline void run_to_the_end(Runtime& runtime) {
    ASSERT_TRUE(wait_for([&] { return runtime.finished(); }));
    EXPECT_TRUE(runtime.stop(true).empty());
}

inline std::map<std::string, NodeReport> by_name(const Runtime& runtime) {
    std::map<std::string, NodeReport> all;
    for (NodeReport& one : runtime.report()) all.emplace(one.name, one);
    return all;
}

inline std::uint64_t lost(const NodeReport& report) {
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : report.dropped) sum += count;
    return sum;
}

/// Nothing is lost uncounted: at each node what came in went out or into a counter that says why.
inline void expect_all_accounted(const Runtime& runtime) {
    for (const NodeReport& one : runtime.report())
        EXPECT_EQ(one.in, one.out + one.unwanted + one.failed + lost(one)) << one.name;
}

}  // namespace sluice::test
