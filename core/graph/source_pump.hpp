#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <sluice/entry.hpp>

#include "base/buffer_pool.hpp"
#include "frame/opener.hpp"
#include "graph/pumps.hpp"

namespace sluice {

/// The head of a branch: runs one source on its lane, makes its bytes into frames and starts them on
/// their way. The stop comes in through a file descriptor, so that no wait has to be polled.
class SourcePump final : public Giver, private SourceContext {
public:
    struct Setup {
        std::string name;
        unsigned buffers = 4;
        std::optional<std::uint64_t> frames;  ///< end after so many that somebody wanted
        int stop_fd = -1;                     ///< readable once the source should end
        const std::atomic<bool>* stopping = nullptr;
        std::function<void()> changed;  ///< called after each change of state, on the lane
        OpenerPtr opener{};             ///< nullptr: nobody opens its pictures
        BufferPool::Limits pool{};      ///< of copies
    };
    SourcePump(Setup setup, std::unique_ptr<Source> source);

    /// The whole life of the source. [lane]
    void run();

    void demand_changed() override { demand_.store(outlets_.demand(), std::memory_order_relaxed); }
    [[nodiscard]] Outlets& outlets() noexcept { return outlets_; }
    [[nodiscard]] NodeCounters& counters() noexcept { return counters_; }

    /// Takes a sample for the measured rate; about once a second. [control]
    void sample(Clock::time_point now);
    /// All but the drops on the way. [any thread]
    [[nodiscard]] InputStatus status(Clock::time_point now = Clock::now()) const;
    /// It ended otherwise than by reaching its end or being stopped; [any thread]
    [[nodiscard]] bool failed() const noexcept { return failed_.load(std::memory_order_acquire); }

private:
    Wait wait(int fd, Clock::time_point until) override;
    [[nodiscard]] bool stopping() const noexcept override;
    void begin(const Stream& stream) override;
    [[nodiscard]] bool wanted() const noexcept override;
    void emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) override;
    void emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) override;
    void drop(std::string_view reason, std::uint64_t count) override;
    void log(Level level, std::string_view line) override { log_.write(level, line); }
    [[nodiscard]] unsigned buffers() const noexcept override { return setup_.buffers; }
    [[nodiscard]] std::string_view name() const noexcept override { return setup_.name; }

    /// Counts the frame; false: nobody wants it.
    [[nodiscard]] bool admit(Clock::time_point captured);
    /// How many of the bytes are the picture; 0: damaged, and counted.
    [[nodiscard]] std::size_t check(std::span<const std::byte> bytes, FrameInfo& info);
    void start_on_its_way(const FrameInfo& info, Bytes bytes);
    void become(InputStatus::State state, std::string why);

    Setup setup_;
    std::unique_ptr<Source> source_;
    Outlets outlets_;
    std::atomic<Demand> demand_ = Demand::none;
    BufferPool pool_;
    FrameInfo template_;  // of this epoch; each frame's own facts are laid over it
    std::size_t least_bytes_ = 0;
    std::atomic<bool> failed_ = false;
    std::atomic<Clock::rep> newest_ = 0;
    NodeCounters counters_;
    NodeLog log_;

    struct Sample {
        Clock::time_point when;
        std::uint64_t frames;
    };
    mutable std::mutex mutex_;  // guards what follows: written once per change, read by others
    InputStatus status_;
    double fps_agreed_ = 0;
    std::deque<Sample> samples_;
};

}  // namespace sluice
