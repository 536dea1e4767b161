#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <sluice/sink.hpp>

#include "graph/thinner.hpp"

namespace sluice {

/// Whatever takes frames: an inline filter or sink, or the mailbox in front of another lane.
class Receiver {
public:
    virtual ~Receiver() = default;
    /// [giver's lane]
    virtual void take(std::size_t input, FramePtr frame) = 0;
    /// No frame comes any more on this input. [giver's lane]
    virtual void end(std::size_t input) = 0;
};

/// One `from` link as its giver sees it: who takes, how often, and whether just now.
class Outlet {
public:
    Outlet(Receiver& to, std::size_t input, std::optional<Rate> fps) : to_(to), input_(input) {
        if (fps) thinner_.emplace(*fps);
    }

    void deliver(FramePtr frame) {
        if (demand_.load(std::memory_order_relaxed) == Demand::none) return;
        if (thinner_ && !thinner_->passes(frame->info().captured)) return;
        to_.take(input_, std::move(frame));
    }
    void end() { to_.end(input_); }

    [[nodiscard]] Demand demand() const noexcept { return demand_.load(std::memory_order_relaxed); }
    /// [any thread, under the runtime's demand lock]
    void set_demand(Demand demand) noexcept { demand_.store(demand, std::memory_order_relaxed); }

private:
    Receiver& to_;
    std::size_t input_;
    std::optional<Thinner> thinner_;
    std::atomic<Demand> demand_ = Demand::none;
};

/// All links out of one node.
class Outlets {
public:
    Outlet& add(Receiver& to, std::size_t input, std::optional<Rate> fps) {
        return *all_.emplace_back(std::make_unique<Outlet>(to, input, fps));
    }
    void deliver(FramePtr frame) {
        if (all_.size() == 1) return all_.front()->deliver(std::move(frame));
        for (const auto& outlet : all_) outlet->deliver(frame);
    }
    void end() {
        for (const auto& outlet : all_) outlet->end();
    }
    [[nodiscard]] Demand demand() const noexcept {
        Demand most = Demand::none;
        for (const auto& outlet : all_) most = std::max(most, outlet->demand());
        return most;
    }

private:
    std::vector<std::unique_ptr<Outlet>> all_;
};

}  // namespace sluice
