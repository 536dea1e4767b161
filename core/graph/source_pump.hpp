#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <poll.h>

#include <sluice/entry.hpp>
#include <sluice/unique_fd.hpp>

#include "base/buffer_pool.hpp"
#include "frame/opener.hpp"
#include "graph/control_requests.hpp"
#include "graph/frame_check.hpp"
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
        bool required = true;           ///< the start fails without it
        OpenerPtr opener{};             ///< nullptr: nobody opens its pictures
        BufferPool::Limits pool{};      ///< of copies
    };
    SourcePump(Setup setup, std::unique_ptr<Source> source);

    /// The whole life of the source. [lane]
    void run();

    void demand_changed() override;
    [[nodiscard]] Outlets& outlets() noexcept { return outlets_; }
    [[nodiscard]] NodeCounters& counters() noexcept { return counters_; }

    /// Takes a sample for the measured rate; about once a second. [control]
    void sample(Clock::time_point now);
    /// All but the drops on the way. [any thread]
    [[nodiscard]] InputStatus status(Clock::time_point now = Clock::now()) const;
    /// What its source delivers; of the newest epoch. [any thread]
    [[nodiscard]] Stream agreed() const;
    /// Hands a request to the source's lane; false: it takes none, or has ended. [any thread]
    [[nodiscard]] bool control(ControlRequest request);
    [[nodiscard]] bool takes_control() const { return requests_.open(); }
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
    Wait wait_woken(int fd, Clock::time_point until) override;
    [[nodiscard]] bool required() const noexcept override { return setup_.required; }
    void offline(std::string_view why) override;
    void stalled(std::string_view why) override;
    void resting() override;
    void slow(std::string_view why) override;
    void emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) override;
    void emit_relayed(Bytes bytes, const Relayed& frame) override;

    Wait wait_for(std::span<pollfd> fds, Clock::time_point until) const;

    /// Counts the frame; false: nobody wants it.
    [[nodiscard]] bool admit(Clock::time_point captured);
    [[nodiscard]] FrameInfo info_of(const FrameCheck::Verdict& verdict, std::uint64_t sequence, Clock::time_point captured) const;
    /// Pooled, with Huffman tables where they are missing; empty when the pool is at its bound.
    [[nodiscard]] Bytes copy_of(std::span<const std::byte> picture, std::size_t insert_dht_at);
    void send_copy(std::span<const std::byte> bytes, const FrameCheck::Verdict& verdict, std::uint64_t sequence, Clock::time_point captured);
    void start_on_its_way(const FrameInfo& info, Bytes bytes);
    void become(InputStatus::State state, std::string why, bool resting = false);
    /// After a stall or a rest a frame is news.
    void wake_up() {
        if (asleep_) become(InputStatus::State::online, {});
    }

    Setup setup_;
    std::unique_ptr<Source> source_;
    ControlRequests requests_;
    Outlets outlets_;
    std::atomic<Demand> demand_ = Demand::none;
    BufferPool pool_;
    FrameInfo template_;  // of this epoch; each frame's own facts are laid over it
    FrameCheck check_;
    bool asleep_ = false;  // stalled or resting: the next frame changes the state. [lane]
    bool begun_ = false;   // [lane]
    UniqueFd wake_;
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
    bool resting_ = false;
    Stream agreed_;
    std::deque<Sample> samples_;
};

}  // namespace sluice
