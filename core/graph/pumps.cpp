#include "graph/pumps.hpp"

#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "frame/host_frame.hpp"

namespace sluice {

void MailboxPump::take(std::size_t, FramePtr frame) {
    const Mailbox::Put put = mailbox_.put(std::move(frame));
    if (put == Mailbox::Put::taken) return;
    taker_.in.add();
    taker_.drops.add(put == Mailbox::Put::stopped ? "stopped" : "queue full");
}

FilterPump::FilterPump(std::string name, std::unique_ptr<Filter> filter, bool always, bool pass_on_error)
    : filter_(std::move(filter)), always_(always), pass_on_error_(pass_on_error), log_(std::move(name)) {}

void FilterPump::take(std::size_t, FramePtr frame) {
    counters_.in.add();
    FramePtr result;
    if (!filter_) {
        result = std::move(frame);
    } else {
        const FramePtr original = pass_on_error_ ? frame : nullptr;
        try {
            result = filter_->process(std::move(frame), *this);
            if (!result) counters_.drops.add("filtered");
        } catch (...) {
            counters_.failed.add();
            log_.write(Level::warning, text::cat("a frame failed: ", current_failure()));
            result = original;
        }
    }
    emit(std::move(result));
}

FramePtr FilterPump::note(const FramePtr& frame, std::string_view key, Note value) {
    if (!frame) throw Error("note() was given no frame");
    return with_note(*frame, key, std::move(value));
}

void FilterPump::emit(FramePtr frame) {
    if (!frame) return;
    counters_.out.add();
    counters_.bytes.add(frame->bytes().size());
    outlets_.deliver(std::move(frame));
}

void FilterPump::demand_changed() { inlet_.set_demand(always_ ? Demand::bytes : outlets_.demand()); }

SinkPump::SinkPump(std::string name, std::unique_ptr<Sink> sink, bool wants, std::mutex& demand_lock)
    : name_(std::move(name)),
      sink_(std::move(sink)),
      attended_(dynamic_cast<Attended*>(sink_.get())),
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
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return false;
    closed_ = true;
    sink_->close(flush);
    return true;
}

void SinkPump::take(std::size_t input, FramePtr frame) {
    const std::lock_guard lock(mutex_);
    counters_.in.add();
    if (closed_) return counters_.drops.add("stopped");
    try {
        sink_->write(input, frame);
    } catch (...) {
        counters_.failed.add();
        log_.write(Level::warning, text::cat("a frame of ", inputs_[input].name, " failed: ", current_failure()));
        return;
    }
    if (undelivered_.load(std::memory_order_relaxed) > 0) {
        undelivered_.fetch_sub(1, std::memory_order_relaxed);
        return;
    }
    counters_.out.add();
    counters_.bytes.add(frame->bytes().size());
}

bool SinkPump::attend(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    try {
        attended_->attend(now);
        return true;
    } catch (...) {
        log_.write(Level::error, current_failure());
        return false;
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

void run_lane(Lane& lane, const std::vector<LaneTaker>& takers) {
    while (auto taken = lane.take()) {
        const LaneTaker& taker = takers[taken->mailbox];
        taker.receiver->take(taker.input, std::move(taken->frame));
    }
    for (const LaneTaker& taker : takers) taker.receiver->end(taker.input);
}

}  // namespace sluice
