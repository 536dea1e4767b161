#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <sluice/frame.hpp>

#include "base/event_count.hpp"
#include "config/config.hpp"
#include "frame/picture.hpp"

namespace sluice {

class Lane;

/// The bounded hand-over of one `from` link to another lane. One lane puts, one takes.
class Mailbox {
public:
    Mailbox(Lane& lane, std::size_t length, config::Drop drop) : lane_(lane), drop_(drop), ring_(length) {}
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    enum class Put { taken, dropped, stopped };
    /// Full: by `drop` the oldest or this frame is lost (`dropped`), or the caller waits for room.
    /// After the lane was stopped everything is lost (`stopped`). [giver's lane]
    [[nodiscard]] Put put(FramePtr frame, Picture::Token token = {});
    /// No frame comes any more; what waits is still taken. [giver's lane]
    void end();

private:
    friend class Lane;

    struct Waiting {
        FramePtr frame;
        Picture::Token token;  // what is decoded is kept until the lane is done with the frame
    };
    [[nodiscard]] bool full() const noexcept { return count_ == ring_.size(); }
    void push(Waiting waiting);
    [[nodiscard]] Waiting pop();

    Lane& lane_;
    config::Drop drop_;
    std::vector<Waiting> ring_;
    std::size_t head_ = 0;
    std::size_t count_ = 0;
    bool ended_ = false;
};

/// Where a thread waits for its mailboxes and serves them in turn.
class Lane {
public:
    /// Before the threads start. [start]
    Mailbox& add(std::size_t length, config::Drop drop);

    struct Taken {
        std::size_t mailbox = 0;  ///< in the order they were added
        FramePtr frame;
        Picture::Token token;  ///< to be kept while the frame is worked on
    };
    /// The next frame of any mailbox; nothing when all have ended and are empty, or after stop(). [lane]
    [[nodiscard]] std::optional<Taken> take();
    /// Returns then, or once it is stopped. [lane]
    void wait_until(Clock::time_point time);
    /// Takers and givers return at once from now on; the frames that waited are let go; how many is
    /// returned for each mailbox. [start]
    std::vector<std::size_t> stop();

private:
    friend class Mailbox;

    std::mutex mutex_;
    EventCount something_;
    EventCount room_;
    EventCount stop_;
    std::vector<std::unique_ptr<Mailbox>> mailboxes_;
    std::size_t turn_ = 0;
    bool stopped_ = false;
};

}  // namespace sluice
