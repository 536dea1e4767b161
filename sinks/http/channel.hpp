#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>

#include <sluice/sink.hpp>

namespace sluice::http_sink_parts {

/// The newest frame of one input, and who wants it. Frames are wanted while somebody watches, and a moment longer, so
/// that a page loaded again does not restart a camera. Any thread, unless it says otherwise.
class Channel {
public:
    /// What was seen of the frames so far; counts since the start.
    struct Facts {
        bool seen = false;  ///< the next three are of the newest frame
        Format format = Format::jpeg;
        std::uint32_t width = 0, height = 0;
        double fps = 0;             ///< that came here in the last second; 0 while nobody watches
        std::uint64_t viewers = 0;
        std::uint64_t sent = 0;     ///< frames, each viewer's counted
        std::uint64_t skipped = 0;  ///< frames a viewer was too slow for, each viewer's counted
    };
    struct Seen {
        FramePtr frame;  ///< nullptr: none came
        std::uint64_t number = 0;
    };
    /// Somebody watches, as long as this lives.
    class Watch {
    public:
        explicit Watch(Channel& channel) : channel_(channel) { channel_.enter(); }
        ~Watch() { channel_.leave(); }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        Channel& channel_;
    };

    Channel(SinkContext& context, std::size_t input) : context_(context), input_(input) {}

    /// Takes the newest frame in place of the one before. [lane]
    void write(const FramePtr& frame);
    /// The newest frame, as soon as there is one after that number. 0: any.
    [[nodiscard]] Seen wait(std::uint64_t after, Clock::time_point until);
    /// The newest frame if it came within the last two seconds, else the next.
    [[nodiscard]] Seen fresh(Clock::time_point until);
    void sent();
    /// Ends demand that nobody needs any more. Once a second. [control]
    void tend(Clock::time_point now);
    /// Everybody who waits goes home.
    void stop();
    [[nodiscard]] Facts facts() const;

private:
    void enter();
    void leave();
    [[nodiscard]] Seen wait_until(std::uint64_t after, Clock::time_point until);

    SinkContext& context_;
    const std::size_t input_;

    std::mutex demand_mutex_;  // before mutex_: demand is told in the order it changes
    bool demanded_ = false;
    Clock::time_point left_{};

    mutable std::mutex mutex_;  // the camera's lane waits for it: nothing slow under it
    std::condition_variable came_;
    FramePtr newest_;
    std::uint64_t number_ = 0;
    bool taken_ = false;
    bool stopped_ = false;
    unsigned waiting_ = 0;
    Clock::time_point arrived_{};
    Facts facts_;
    std::uint64_t measured_ = 0;  // of number_ when the rate was last measured
    Clock::time_point last_measure_{};
};

}  // namespace sluice::http_sink_parts
