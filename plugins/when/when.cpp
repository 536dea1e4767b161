#include <algorithm>
#include <cstdio>

#include <sluice/sluice.hpp>

#include "expression.hpp"
#include "pre_roll.hpp"

namespace {

using sluice::Clock;
using sluice::FramePtr;

constexpr sluice::Param parameters[] = {
    sluice::Param::text("if", "the condition on a frame's notes: motion > 0.02").must(),
    sluice::Param::duration("pre", "hand on this much from before it held, too").fallback("3s"),
    sluice::Param::duration("post", "go on for so long after it last held").fallback("5s"),
    sluice::Param::bytes("max", "what `pre` may keep at most").fallback("64MiB"),
};

Expression condition_of(const sluice::Params& params) {
    try {
        return Expression(params.text("if"));
    } catch (const Expression::Mistake& mistake) {
        throw sluice::Error(mistake.what(), mistake.next);
    }
}

class When final : public sluice::Filter {
public:
    explicit When(const sluice::Params& params)
        : condition_(condition_of(params)),
          pre_(params.duration("pre")),
          post_(params.duration("post")),
          most_(params.bytes("max")),
          waiting_(pre_, most_) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        if (frame->info().epoch != epoch_) forget(frame->info().epoch);
        const auto captured = frame->info().captured;
        if (condition_.holds(frame->notes())) {
            held_ = captured;
            if (!open_) open(captured, context);
        } else if (open_ && captured - held_ > post_) {
            open_ = false;
        }
        if (open_) return marked(frame, context);
        keep(std::move(frame), context);
        return nullptr;
    }

private:
    void forget(std::uint64_t epoch) {
        epoch_ = epoch;
        open_ = false;
        waiting_.clear();
    }

    void open(Clock::time_point captured, sluice::Context& context) {
        open_ = true;
        event_ = std::max(event_ + 1, sluice::microseconds(sluice::wall_time(captured)) / 1000);
        waiting_.drop_before(captured);
        while (!waiting_.empty()) context.emit(marked(waiting_.pop(), context));
    }

    void keep(FramePtr frame, sluice::Context& context) {
        if (!waiting_.keep(std::move(frame)) || told_) return;
        told_ = true;
        char line[200];
        std::snprintf(line, sizeof line, "max of %.1f MiB holds %.1f s of the %.1f s of pre; raise max or lower pre",
                      static_cast<double>(most_) / 1048576, seconds(waiting_.span()), seconds(pre_));
        context.log(sluice::Level::warning, line);
    }

    // Which event a frame belongs to, so that a recorder can tell them apart.
    [[nodiscard]] FramePtr marked(const FramePtr& frame, sluice::Context& context) const {
        return context.note(frame, "event", event_);
    }
    [[nodiscard]] static double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

    Expression condition_;
    std::chrono::nanoseconds pre_, post_;
    std::uint64_t most_;
    PreRoll waiting_;
    std::uint64_t epoch_ = 0;
    bool open_ = false;
    Clock::time_point held_{};  // when the condition last held
    std::int64_t event_ = 0;    // the present or last one
    bool told_ = false;
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<When>("when", "hands on frames while a condition on their notes holds, and around it",
                                            parameters);
    entry.check = [](const sluice::Params& params, sluice::Complaints& complaints) {
        try {
            Expression condition(params.text("if"));
        } catch (const Expression::Mistake& mistake) {
            complaints.add("if", mistake.what(), mistake.next);
        }
    };
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) {
        if (params.duration("pre").count() > 0) wishes.holds(params.duration("pre"), params.bytes("max"));
    };
    return entry;
}

constexpr sluice::NodeEntry when = make_entry();

}  // namespace

SLUICE_TYPE(filter, "when");
SLUICE_PLUGIN("when", &when);
