#include "graph/lane.hpp"

#include <algorithm>
#include <utility>

#include "graph/pulse.hpp"

namespace sluice {

void Mailbox::push(Waiting waiting) {
    ring_[(head_ + count_) % ring_.size()] = std::move(waiting);
    ++count_;
}

Mailbox::Waiting Mailbox::pop() {
    Waiting waiting = std::exchange(ring_[head_], {});
    head_ = (head_ + 1) % ring_.size();
    --count_;
    return waiting;
}

Mailbox::Put Mailbox::put(FramePtr frame, Picture::Token token) {
    // Let go of only after unlocking: a frame's end may be the way home of a driver's buffer.
    Waiting victim;
    {
        std::unique_lock lock(lane_.mutex_);
        if (drop_ == config::Drop::never && full()) {
            const Pulse::Pause pause;
            while (full() && !lane_.stopped_) lane_.room_.wait(lock);
        }
        if (lane_.stopped_) return Put::stopped;
        if (full() && drop_ == config::Drop::newest) return Put::dropped;
        if (full()) victim = pop();
        push({std::move(frame), std::move(token)});
    }
    lane_.something_.tell_one();
    return victim.frame ? Put::dropped : Put::taken;
}

void Mailbox::end() {
    {
        const std::lock_guard lock(lane_.mutex_);
        ended_ = true;
    }
    lane_.something_.tell_one();
}

Mailbox& Lane::add(std::size_t length, config::Drop drop) {
    mailboxes_.push_back(std::make_unique<Mailbox>(*this, length, drop));
    return *mailboxes_.back();
}

std::optional<Lane::Taken> Lane::take() {
    const Pulse::Pause pause;
    std::unique_lock lock(mutex_);
    for (;;) {
        if (stopped_) return std::nullopt;
        for (std::size_t i = 0; i < mailboxes_.size(); ++i) {
            const std::size_t at = (turn_ + i) % mailboxes_.size();
            Mailbox& mailbox = *mailboxes_[at];
            if (mailbox.count_ == 0) continue;
            turn_ = at + 1;
            const bool waited_for = mailbox.full() && mailbox.drop_ == config::Drop::never;
            Mailbox::Waiting waiting = mailbox.pop();
            Taken taken{at, std::move(waiting.frame), std::move(waiting.token)};
            lock.unlock();
            if (waited_for) room_.tell_all();
            return taken;
        }
        const auto ended = [](const auto& mailbox) { return mailbox->ended_; };
        if (std::ranges::all_of(mailboxes_, ended)) return std::nullopt;
        something_.wait(lock);
    }
}

void Lane::wait_until(Clock::time_point time) {
    const Pulse::Pause pause;
    std::unique_lock lock(mutex_);
    while (!stopped_ && Clock::now() < time) stop_.wait_until(lock, time);
}

std::vector<std::size_t> Lane::stop() {
    std::vector<std::size_t> left;
    std::vector<Mailbox::Waiting> victims;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        for (const auto& mailbox : mailboxes_) {
            left.push_back(mailbox->count_);
            while (mailbox->count_ > 0) victims.push_back(mailbox->pop());
        }
    }
    something_.tell_all();
    room_.tell_all();
    stop_.tell_all();
    return left;
}

}  // namespace sluice
