#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include <sluice/frame.hpp>

namespace sluice {

/// Where a filter leaves the notes of its newest frame for links that say `with:` it.
class NotesShelf {
public:
    /// [lane of the filter]
    void put(const Frame& frame);
    /// One more frame that was sent the filter's way is done with: handed on, dropped, failed or lost. [any lane]
    void done();
    /// After this nobody waits. [start]
    void stop();

    /// Waits until so many frames are done with. [lane of the link]
    void wait_for(std::uint64_t frames);
    /// The frame with the newest notes laid on it, where they are of its epoch and within max_age of it, earlier or
    /// later; else the frame. What both have, the newest wins.
    [[nodiscard]] FramePtr lay_on(FramePtr frame, Clock::duration max_age);

private:
    struct Newest {
        Notes notes;
        std::uint64_t epoch;
        Clock::time_point captured;
    };

    std::mutex mutex_;
    std::condition_variable progress_;
    std::optional<Newest> newest_;
    std::uint64_t done_ = 0;
    bool stopped_ = false;
};

}  // namespace sluice
