#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <sluice/entry.hpp>

#include "base/declared.hpp"
#include "frame/filter_context.hpp"
#include "frame/narrowed.hpp"
#include "graph/counters.hpp"
#include "graph/lane.hpp"
#include "graph/node_log.hpp"
#include "graph/outlet.hpp"

namespace sluice {

/// The life of a frame after its source: a pump for each kind of place it passes. What a node throws
/// ends in its pump.

/// Whoever gives frames has to know when somebody downstream begins or ceases to want them.
class Giver {
public:
    virtual ~Giver() = default;
    /// The demand of an outlet has changed. [any thread, under the runtime's demand lock]
    virtual void demand_changed() = 0;
};

/// The link a pump is fed by, for telling demand upstream.
struct Inlet {
    Outlet* outlet = nullptr;
    Giver* giver = nullptr;
    Giver* annotator = nullptr;  ///< the filter whose notes are laid on the link's frames
    void set_demand(Demand demand) const {
        if (outlet->demand() == demand) return;
        outlet->set_demand(demand);
        giver->demand_changed();
        if (annotator) annotator->demand_changed();
    }
};

/// The mouth of a mailbox: hands over to another lane.
class MailboxPump final : public Receiver {
public:
    /// `opens`: that lane opens pictures, so what is decoded is kept until it is done with the frame. `shelf`: of
    /// the filter behind, or nullptr.
    MailboxPump(Mailbox& mailbox, NodeCounters& taker, bool opens, NotesShelf* shelf)
        : mailbox_(mailbox), taker_(taker), opens_(opens), shelf_(shelf) {}
    void take(std::size_t input, FramePtr frame) override;
    void end(std::size_t) override { mailbox_.end(); }

private:
    Mailbox& mailbox_;
    NodeCounters& taker_;
    bool opens_;
    NotesShelf* shelf_;
};

class FilterPump final : public Receiver, public Giver, private FilterContext {
public:
    struct Setup {
        std::string name;
        Declared declared;
        OpenerPtr opener;  ///< of the source at the head of the branch
        bool always = false;
        bool pass_on_error = false;
        bool guards = false;
    };
    /// A nullptr filter lets every frame pass: an optional one whose plugin is absent.
    FilterPump(Setup setup, std::unique_ptr<Filter> filter);

    void take(std::size_t input, FramePtr frame) override;
    void end(std::size_t) override { outlets_.end(); }
    void demand_changed() override;

    void set_inlet(Inlet inlet) { inlet_ = inlet; }
    /// Some link says `with:` this filter. Before links are connected. [start]
    void keep_shelf() {
        if (!shelf_) shelf_ = std::make_unique<NotesShelf>();
    }
    /// A link that lays this filter's notes on its frames: its demand is demand for notes. [start]
    void add_watcher(const Outlet& watcher) { watchers_.push_back(&watcher); }
    /// nullptr where no link says `with:` this filter.
    [[nodiscard]] NotesShelf* shelf() const noexcept { return shelf_.get(); }
    [[nodiscard]] const Inlet& inlet() const noexcept { return inlet_; }
    [[nodiscard]] Outlets& outlets() noexcept { return outlets_; }
    [[nodiscard]] NodeCounters& counters() noexcept { return counters_; }

private:
    void emit(FramePtr frame) override;
    void log(Level level, std::string_view line) override { log_.write(level, line); }
    /// What the filter makes of the frame; nullptr where there is nothing to hand on, which is counted.
    [[nodiscard]] FramePtr processed(FramePtr frame);
    void tell_damage(const std::shared_ptr<Picture>& picture, const char* what);

    OpenerPtr opener_;
    std::unique_ptr<Filter> filter_;
    bool opens_;
    bool always_;
    bool pass_on_error_;
    Inlet inlet_;
    Outlets outlets_;
    std::unique_ptr<NotesShelf> shelf_;
    std::vector<const Outlet*> watchers_;
    NodeCounters counters_;
    NodeLog log_;
};

class SinkPump final : public Receiver, private SinkContext {
public:
    /// Where a sink's questions about its inputs are answered.
    using StatusOf = std::function<InputStatus(std::size_t input)>;

    SinkPump(std::string name, std::unique_ptr<Sink> sink, bool wants, std::mutex& demand_lock);

    /// In the order of the sink's inputs, before open(). [start]
    void add_input(Input input, Inlet inlet);
    void set_status(StatusOf status_of) { status_of_ = std::move(status_of); }
    /// The source of that input has changed its state. [lane of the source]
    void changed(std::size_t input, const Stream& agreed) noexcept;
    void open();
    /// False: some thread has not come back from the sink, so it is left open. Frames that come later are dropped. [start]
    [[nodiscard]] bool close(bool flush) noexcept;
    /// Its write() need not deliver any more. [any thread]
    void let_go() noexcept { stopping_.store(true, std::memory_order_relaxed); }

    void take(std::size_t input, FramePtr frame) override;
    void end(std::size_t) override {}

    /// nullptr where the sink has nothing to do while no frame flows.
    [[nodiscard]] Attended* attended() const noexcept { return attended_; }
    /// Calls the sink's attend() as it may be called: never together with write(). [control]
    /// False: it failed, and said so.
    bool attend(Clock::time_point now);
    /// nullptr where nobody waits for an answer of the sink.
    [[nodiscard]] Answering* answering() const noexcept { return answering_; }
    /// [control] False: it failed, and said so.
    bool answer();
    /// What to type elsewhere; nothing where nobody can reach the sink. Never together with write(). [start]
    [[nodiscard]] std::optional<std::string> reach();
    [[nodiscard]] NodeCounters& counters() noexcept { return counters_; }

private:
    /// What a filter drew is encoded, if bytes are wanted; false: it cannot be, and that is counted and said.
    [[nodiscard]] bool make_bytes(std::size_t input, const FramePtr& frame);
    void tell_failure(std::size_t input);
    [[nodiscard]] std::size_t inputs() const noexcept override { return inputs_.size(); }
    [[nodiscard]] const Input& input(std::size_t index) const noexcept override { return inputs_[index]; }
    void demand(std::size_t input, Demand demand) override;
    void drop(std::size_t input, std::string_view reason, std::uint64_t count) override;
    void log(Level level, std::string_view line) override { log_.write(level, line); }
    [[nodiscard]] InputStatus status(std::size_t input) const override { return status_of_(input); }
    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] FramePtr narrowed(const FramePtr& frame, std::uint32_t most_width) override { return sluice::narrowed(frame, most_width); }
    [[nodiscard]] bool stopping() const noexcept override { return stopping_.load(std::memory_order_relaxed); }

    std::string name_;
    std::unique_ptr<Sink> sink_;
    Attended* attended_;
    Answering* answering_;
    Told* told_;
    bool wants_;
    std::mutex& demand_lock_;
    std::vector<Input> inputs_;
    std::vector<Inlet> inlets_;
    StatusOf status_of_;
    std::mutex answer_mutex_;  // before mutex_: open(), close(), attend() and answer(), each alone
    std::mutex mutex_;         // several lanes may feed one sink; a sink sees one at a time
    bool closed_ = false;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::uint64_t> undelivered_ = 0;  // drops not yet set against a frame that write() took
    NodeCounters counters_;
    NodeLog log_;
};

/// What a lane behind mailboxes does until they end: `takers` are in the order of its mailboxes.
struct LaneTaker {
    Receiver* receiver = nullptr;
    std::size_t input = 0;
    bool paced = false;  ///< bursts are spread: four times as fast as they were captured, and no faster
};
void run_lane(Lane& lane, const std::vector<LaneTaker>& takers);

}  // namespace sluice
