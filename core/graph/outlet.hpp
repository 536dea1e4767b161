#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <sluice/pixels.hpp>
#include <sluice/sink.hpp>

#include "graph/notes_shelf.hpp"
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

/// One `from` link as its giver sees it: who takes, how often, whether just now, and what will be asked of the
/// pictures that go there.
class Outlet {
public:
    enum class Way : std::uint8_t { call, mailbox };  ///< into the giver's own lane, or another's

    Outlet(Receiver& to, std::size_t input, std::optional<Rate> fps, Way way) : to_(to), input_(input), way_(way) {
        if (fps) thinner_.emplace(*fps);
    }

    /// `with:`: a filter's newest notes are laid on each frame. `partner` is that filter's own outlet where the link
    /// waits for the frame's own notes, else nullptr. [start]
    void lay(NotesShelf& shelf, Clock::duration max_age, const Outlet* partner);
    /// What a filter behind this link asks for, as long as every gate has demand.
    struct GatedWish {
        Wish wish;
        bool raw_only;  ///< of JPEGs it takes the coefficients instead
        std::vector<const Outlet*> gates;
    };
    void add_wish(GatedWish wish) { wishes_.push_back(std::move(wish)); }  ///< [start]

    /// Whether the frame goes this way; if so its picture is told what will be asked of it. [giver's lane]
    [[nodiscard]] bool admit(const Frame& frame);
    /// Hands over an admitted frame. [giver's lane]
    void deliver(FramePtr frame);
    void end() { to_.end(input_); }

    /// What admit() said last. [giver's lane]
    [[nodiscard]] bool admitted() const noexcept { return admitted_; }
    [[nodiscard]] Way way() const noexcept { return way_; }
    [[nodiscard]] bool waits() const noexcept { return partner_ != nullptr; }
    [[nodiscard]] const Outlet* partner() const noexcept { return partner_; }

    [[nodiscard]] Demand demand() const noexcept { return demand_.load(std::memory_order_relaxed); }
    /// [any thread, under the runtime's demand lock]
    void set_demand(Demand demand) noexcept { demand_.store(demand, std::memory_order_relaxed); }

private:
    void mark(const Frame& frame) const;

    Receiver& to_;
    std::size_t input_;
    Way way_;
    std::optional<Thinner> thinner_;
    std::vector<GatedWish> wishes_;
    NotesShelf* shelf_ = nullptr;
    Clock::duration max_age_{};
    const Outlet* partner_ = nullptr;
    std::uint64_t admissions_ = 0;
    bool admitted_ = false;
    std::atomic<Demand> demand_ = Demand::none;
};

/// All links out of one node.
class Outlets {
public:
    Outlet& add(Receiver& to, std::size_t input, std::optional<Rate> fps, Outlet::Way way) {
        return *all_.emplace_back(std::make_unique<Outlet>(to, input, fps, way));
    }
    /// Once all are added: whoever is called goes first, then mailboxes, then those that wait for others'
    /// notes. So a frame is on its way to subscribers, and marked by every branch, before another lane opens it. [start]
    void settle();

    void deliver(FramePtr frame);
    void end() {
        for (const auto& outlet : all_) outlet->end();
    }
    [[nodiscard]] Demand demand() const noexcept;

private:
    std::vector<std::unique_ptr<Outlet>> all_;
};

}  // namespace sluice
