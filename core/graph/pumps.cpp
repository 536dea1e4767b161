#include "graph/pumps.hpp"

#include <algorithm>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "codec/damage.hpp"
#include "frame/host_frame.hpp"

namespace sluice {

void MailboxPump::take(std::size_t, FramePtr frame) {
    Picture::Token token;
    if (opens_) token = Picture::Token(static_cast<const HostFrame&>(*frame).picture());
    const Mailbox::Put put = mailbox_.put(std::move(frame), std::move(token));
    if (put == Mailbox::Put::taken) return;
    taker_.in.add();
    taker_.drops.add(put == Mailbox::Put::stopped ? "stopped" : "queue full");
    if (shelf_) shelf_->done();
}

FilterPump::FilterPump(Setup setup, std::unique_ptr<Filter> filter)
    : FilterContext(setup.opener, {setup.declared.pixels, setup.declared.coefficients, setup.guards}),
      opener_(std::move(setup.opener)),
      filter_(std::move(filter)),
      opens_(setup.declared.opens()),
      always_(setup.always),
      pass_on_error_(setup.pass_on_error),
      log_(std::move(setup.name)) {}

void FilterPump::take(std::size_t, FramePtr frame) {
    counters_.in.add();
    emit(filter_ ? processed(std::move(frame)) : std::move(frame));
    if (shelf_) shelf_->done();
}

FramePtr FilterPump::processed(FramePtr frame) {
    // Weak: the filter may give the frame up, and have its picture to itself.
    const std::weak_ptr<Picture> picture = opens_ ? static_cast<const HostFrame&>(*frame).picture() : nullptr;
    const FramePtr original = pass_on_error_ ? frame : nullptr;
    begin_frame(frame);
    FramePtr result;
    try {
        result = filter_->process(std::move(frame), *this);
        if (result) static_cast<void>(host_frame(result));
        if (!result) counters_.drops.add("filtered");
    } catch (const Damage& damage) {
        counters_.drops.add("damaged");
        tell_damage(picture.lock(), damage.what());
    } catch (...) {
        counters_.failed.add();
        log_.write(Level::warning, text::cat("a frame failed: ", current_failure()));
        result = original;
    }
    end_frame();
    return result;
}

void FilterPump::tell_damage(const std::shared_ptr<Picture>& picture, const char* what) {
    if (picture && !picture->first_to_tell_damage()) return;
    opener_->counters.damaged.fetch_add(1, std::memory_order_relaxed);
    log_.write(Level::warning, text::cat("a damaged frame was dropped: ", what));
}

void FilterPump::emit(FramePtr frame) {
    if (!frame) return;
    counters_.out.add();
    counters_.bytes.add(host_frame(frame).ready_size());
    if (shelf_) shelf_->put(*frame);
    outlets_.deliver(std::move(frame));
}

void FilterPump::demand_changed() {
    const auto watching = [](const Outlet* watcher) { return watcher->demand() != Demand::none; };
    Demand demand = std::max(outlets_.demand(), std::ranges::any_of(watchers_, watching) ? Demand::notes : Demand::none);
    // It needs pictures to make notes.
    if (always_ || (opens_ && demand != Demand::none)) demand = Demand::bytes;
    inlet_.set_demand(demand);
}

SinkPump::SinkPump(std::string name, std::unique_ptr<Sink> sink, bool wants, std::mutex& demand_lock)
    : name_(std::move(name)),
      sink_(std::move(sink)),
      attended_(dynamic_cast<Attended*>(sink_.get())),
      answering_(dynamic_cast<Answering*>(sink_.get())),
      told_(dynamic_cast<Told*>(sink_.get())),
      wants_(wants),
      demand_lock_(demand_lock),
      log_(name_) {}

void SinkPump::add_input(Input input, Inlet inlet) {
    inputs_.push_back(input);
    inlets_.push_back(inlet);
}

void SinkPump::open() {
    try {
        sink_->open(*this);
    } catch (...) {
        throw Error(text::cat(name_, ": ", current_failure()));
    }
    for (std::size_t i = 0; wants_ && i < inputs_.size(); ++i) demand(i, Demand::bytes);
}

bool SinkPump::close(bool flush) noexcept {
    const std::unique_lock answering(answer_mutex_, std::try_to_lock);
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!answering || !lock) return false;
    closed_ = true;
    sink_->close(flush);
    return true;
}

void SinkPump::take(std::size_t input, FramePtr frame) {
    // Before the lock that all cameras share: an encode takes milliseconds.
    const bool whole = make_bytes(input, frame);
    const std::lock_guard lock(mutex_);
    counters_.in.add();
    if (closed_) return counters_.drops.add("stopped");
    if (!whole) return counters_.failed.add();
    try {
        sink_->write(input, frame);
    } catch (...) {
        counters_.failed.add();
        tell_failure(input);
        return;
    }
    if (undelivered_.load(std::memory_order_relaxed) > 0) {
        undelivered_.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    counters_.out.add();
    counters_.bytes.add(static_cast<const HostFrame&>(*frame).ready_size());
}

bool SinkPump::make_bytes(std::size_t input, const FramePtr& frame) {
    const auto& picture = static_cast<const HostFrame&>(*frame).picture();
    if (!picture || picture->has_bytes() || inlets_[input].outlet->demand() != Demand::bytes) return true;
    try {
        static_cast<void>(picture->bytes());
        return true;
    } catch (...) {
        tell_failure(input);
        return false;
    }
}

void SinkPump::tell_failure(std::size_t input) {
    log_.write(Level::warning, text::cat("a frame of ", inputs_[input].name, " failed: ", current_failure()));
}

bool SinkPump::answer() {
    const std::lock_guard lock(answer_mutex_);
    try {
        answering_->answer();
        return true;
    } catch (...) {
        log_.write(Level::error, current_failure());
        return false;
    }
}

bool SinkPump::attend(Clock::time_point now) {
    const std::lock_guard answering(answer_mutex_);
    const std::lock_guard lock(mutex_);
    try {
        attended_->attend(now);
        return true;
    } catch (...) {
        log_.write(Level::error, current_failure());
        return false;
    }
}

void SinkPump::changed(std::size_t input, const Stream& agreed) noexcept {
    if (!told_) return;
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    try {
        told_->changed(input, status_of_(input), agreed);
    } catch (...) {
        log_.write(Level::error, current_failure());
    }
}

std::optional<std::string> SinkPump::reach() {
    const auto* reachable = dynamic_cast<const Reachable*>(sink_.get());
    if (!reachable) return std::nullopt;
    const std::lock_guard lock(mutex_);
    return reachable->reach();
}

void SinkPump::demand(std::size_t input, Demand demand) {
    const std::lock_guard lock(demand_lock_);
    inlets_[input].set_demand(demand);
}

void SinkPump::drop(std::size_t, std::string_view reason, std::uint64_t count) {
    undelivered_.fetch_add(count, std::memory_order_relaxed);
    counters_.drops.add(reason, count);
}

namespace {

// When the next frame of a burst may go on.
class Pace {
public:
    [[nodiscard]] Clock::time_point due(const Frame& frame, Clock::time_point now) noexcept {
        constexpr auto longest = std::chrono::milliseconds(100);
        const auto gap = std::clamp<Clock::duration>((frame.info().captured - last_captured_) / 4, Clock::duration::zero(), longest);
        last_captured_ = frame.info().captured;
        return last_sent_ = std::max(now, last_sent_ + gap);
    }

private:
    Clock::time_point last_captured_{};
    Clock::time_point last_sent_{};
};

}  // namespace

void run_lane(Lane& lane, const std::vector<LaneTaker>& takers) {
    std::vector<Pace> paces(takers.size());
    while (auto taken = lane.take()) {
        const LaneTaker& taker = takers[taken->mailbox];
        if (taker.paced) lane.wait_until(paces[taken->mailbox].due(*taken->frame, Clock::now()));
        taker.receiver->take(taker.input, std::move(taken->frame));
    }
    for (const LaneTaker& taker : takers) taker.receiver->end(taker.input);
}

}  // namespace sluice
