#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <sluice/source.hpp>

namespace sluice::test {

/// A host for one source on real descriptors. By itself it never waits: where nothing is readable, time is skipped
/// to the deadline. One lane uses it; what says so is for [any thread].
class PolledContext final : public SourceContext {
public:
    explicit PolledContext(bool required = true);
    ~PolledContext();

    /// Called before each wait: here a test lets things happen.
    std::function<void()> on_wait;
    /// Takes each frame in place of dropping it.
    std::function<void(Bytes bytes)> on_frame;
    /// After so many waits the source is told to stop, and `ran_away` is set: no test hangs.
    unsigned most_waits = 5000;
    bool ran_away = false;
    /// Wait for real, for tests with threads.
    bool patient = false;

    void stop();                      ///< [any thread]
    void want(bool wanted);           ///< [any thread]
    std::atomic<unsigned> emitted = 0;  ///< [any thread]

    unsigned waits = 0;
    std::map<std::string, std::uint64_t, std::less<>> drops;
    std::vector<Stream> streams;
    std::vector<std::string> changes;  ///< "online", "offline: it was unplugged", "resting"
    std::vector<std::pair<Level, std::string>> lines;
    std::vector<std::uint64_t> sequences;
    Clock::time_point newest{};  ///< capture time of the last frame
    bool went_back = false;      ///< a capture time was before the one before it
    unsigned buffer_count = 4;

    /// Frames that came here or were counted on the way, without those the driver never gave out.
    [[nodiscard]] std::uint64_t accounted() const;
    /// Everything said, for a failing test to show.
    [[nodiscard]] std::string story() const;

    Wait wait(int fd, Clock::time_point until) override { return wait_for(fd, until, false); }
    Wait wait_woken(int fd, Clock::time_point until) override { return wait_for(fd, until, true); }
    [[nodiscard]] bool stopping() const noexcept override { return stop_; }
    void begin(const Stream& stream) override;
    [[nodiscard]] bool wanted() const noexcept override { return wanted_; }
    void emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) override;
    void emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) override;
    void emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) override;
    void emit_relayed(Bytes bytes, const Relayed& frame) override { emit(std::move(bytes), frame.sequence, frame.captured); }
    void drop(std::string_view reason, std::uint64_t count) override;
    void log(Level level, std::string_view line) override { lines.emplace_back(level, line); }
    [[nodiscard]] unsigned buffers() const noexcept override { return buffer_count; }
    [[nodiscard]] std::string_view name() const noexcept override { return "cam"; }
    [[nodiscard]] bool required() const noexcept override { return required_; }
    void offline(std::string_view why) override { changes.push_back("offline: " + std::string(why)); }
    void stalled(std::string_view why) override { changes.push_back("stalled: " + std::string(why)); }
    void resting() override { changes.emplace_back("resting"); }
    void slow(std::string_view why) override { changes.push_back("slow: " + std::string(why)); }

private:
    Wait wait_for(int fd, Clock::time_point until, bool woken);

    bool required_;
    std::atomic<bool> stop_ = false, wanted_ = true;
    int wake_;  // an eventfd
};

}  // namespace sluice::test
