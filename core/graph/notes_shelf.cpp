#include "graph/notes_shelf.hpp"

#include <utility>

#include "frame/host_frame.hpp"
#include "graph/pulse.hpp"

namespace sluice {

void NotesShelf::put(const Frame& frame) {
    std::optional<Newest> newest = Newest{frame.notes(), frame.info().epoch, frame.info().captured};
    const std::lock_guard lock(mutex_);
    newest_.swap(newest);  // the old ones are let go after unlocking
}

void NotesShelf::done() {
    {
        const std::lock_guard lock(mutex_);
        ++done_;
    }
    progress_.notify_all();
}

void NotesShelf::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    progress_.notify_all();
}

void NotesShelf::wait_for(std::uint64_t frames) {
    const Pulse::Pause pause;
    std::unique_lock lock(mutex_);
    progress_.wait(lock, [&] { return stopped_ || done_ >= frames; });
}

FramePtr NotesShelf::lay_on(FramePtr frame, Clock::duration max_age) {
    Notes newest;
    {
        const std::lock_guard lock(mutex_);
        if (!newest_ || newest_->epoch != frame->info().epoch) return frame;
        const auto age = frame->info().captured - newest_->captured;
        if (age > max_age || -age > max_age) return frame;
        newest = newest_->notes;
    }
    if (newest.empty()) return frame;
    Notes notes = frame->notes();
    for (const auto& [key, value] : newest) notes = notes.with(key, value);
    return static_cast<const HostFrame&>(*frame).with(std::move(notes));
}

}  // namespace sluice
