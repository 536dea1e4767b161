#include "channel.hpp"

#include <utility>

namespace sluice::http_sink_parts {

void Channel::write(const FramePtr& frame) {
    FramePtr old = frame;  // let go of outside of the lock
    bool wake = false, overtaken = false, unwatched = false;
    {
        const std::lock_guard lock(mutex_);
        facts_.seen = true;
        facts_.format = frame->info().format;
        facts_.width = frame->info().width;
        facts_.height = frame->info().height;
        unwatched = facts_.viewers == 0;
        if (!unwatched) {
            newest_.swap(old);
            overtaken = old && !taken_;
            taken_ = false;
            ++number_;
            arrived_ = Clock::now();
            wake = waiting_ > 0;
        }
    }
    if (wake) came_.notify_all();
    if (unwatched) context_.drop(input_, "unwatched");
    if (overtaken) context_.drop(input_, "overtaken");
}

Channel::Seen Channel::wait(std::uint64_t after, Clock::time_point until) {
    const Seen seen = wait_until(after, until);
    if (seen.frame && after > 0 && seen.number > after + 1) {
        const std::lock_guard lock(mutex_);
        facts_.skipped += seen.number - after - 1;
    }
    return seen;
}

Channel::Seen Channel::fresh(Clock::time_point until) {
    std::uint64_t after = 0;
    {
        const std::lock_guard lock(mutex_);
        if (Clock::now() - arrived_ > std::chrono::seconds(2)) after = number_;
    }
    return wait_until(after, until);
}

Channel::Seen Channel::wait_until(std::uint64_t after, Clock::time_point until) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    came_.wait_until(lock, until, [&] { return stopped_ || (newest_ && number_ > after); });
    --waiting_;
    if (stopped_ || !newest_ || number_ <= after) return {};
    taken_ = true;
    return {newest_, number_};
}

void Channel::sent() {
    const std::lock_guard lock(mutex_);
    ++facts_.sent;
}

void Channel::enter() {
    const std::lock_guard order(demand_mutex_);
    {
        const std::lock_guard lock(mutex_);
        ++facts_.viewers;
    }
    if (!std::exchange(demanded_, true)) context_.demand(input_, Demand::bytes);
}

void Channel::leave() {
    FramePtr old;
    const std::lock_guard order(demand_mutex_);
    const std::lock_guard lock(mutex_);
    left_ = Clock::now();
    // A picture nobody looks at keeps no camera's buffer, and is not shown when it is old.
    if (--facts_.viewers == 0) newest_.swap(old);
}

void Channel::tend(Clock::time_point now) {
    constexpr auto moment = std::chrono::milliseconds(500);
    const std::lock_guard order(demand_mutex_);
    bool unwatched = false;
    {
        const std::lock_guard lock(mutex_);
        unwatched = facts_.viewers == 0;
        const double seconds = std::chrono::duration<double>(now - last_measure_).count();
        if (seconds > 0.5) {
            facts_.fps = static_cast<double>(number_ - measured_) / seconds;
            measured_ = number_;
            last_measure_ = now;
        }
    }
    if (unwatched && demanded_ && now - left_ >= moment) {
        demanded_ = false;
        context_.demand(input_, Demand::none);
    }
}

void Channel::stop() {
    FramePtr old;
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    newest_.swap(old);
    came_.notify_all();
}

Channel::Facts Channel::facts() const {
    const std::lock_guard lock(mutex_);
    return facts_;
}

}  // namespace sluice::http_sink_parts
