#include "graph/outlet.hpp"

#include <algorithm>
#include <utility>

#include "frame/host_frame.hpp"

namespace sluice {

void Outlet::lay(NotesShelf& shelf, Clock::duration max_age, const Outlet* partner) {
    shelf_ = &shelf;
    max_age_ = max_age;
    partner_ = partner;
}

bool Outlet::admit(const Frame& frame) {
    admitted_ = demand() != Demand::none && (!thinner_ || thinner_->passes(frame.info().captured));
    if (!admitted_) return false;
    ++admissions_;
    if (!wishes_.empty()) mark(frame);
    return true;
}

void Outlet::mark(const Frame& frame) const {
    const auto& picture = static_cast<const HostFrame&>(frame).picture();
    if (!picture) return;
    const FrameInfo& info = frame.info();
    WishSet all;
    for (const GatedWish& gated : wishes_) {
        if (gated.raw_only && info.format == Format::jpeg) continue;
        const auto open = [](const Outlet* gate) { return gate->demand() != Demand::none; };
        if (std::ranges::all_of(gated.gates, open)) all = all.with(wish_set(gated.wish, info.width, info.height));
    }
    picture->mark(all);
}

void Outlet::deliver(FramePtr frame) {
    if (shelf_) {
        if (partner_) shelf_->wait_for(partner_->admissions_);
        frame = shelf_->lay_on(std::move(frame), max_age_);
    }
    to_.take(input_, std::move(frame));
}

void Outlets::settle() {
    const auto turn = [](const std::unique_ptr<Outlet>& outlet) {
        return outlet->waits() ? 2 : outlet->way() == Outlet::Way::mailbox ? 1 : 0;
    };
    std::ranges::stable_sort(all_, {}, turn);
    // Of those that wait, each after the one it waits for; there is no loop of them in a checked config.
    for (auto at = std::ranges::find_if(all_, [](const auto& outlet) { return outlet->waits(); }); at != all_.end(); ++at) {
        const auto ready = [&](const std::unique_ptr<Outlet>& outlet) {
            return std::none_of(at, all_.end(), [&](const std::unique_ptr<Outlet>& other) { return other.get() == outlet->partner(); });
        };
        if (const auto next = std::find_if(at, all_.end(), ready); next != all_.end()) std::rotate(at, next, next + 1);
    }
}

void Outlets::deliver(FramePtr frame) {
    std::size_t left = 0;
    for (const auto& outlet : all_)
        if (outlet->admit(*frame)) ++left;
    // What one lane decodes at once must not be gone before the next has the frame too.
    const Picture::Token kept(left > 1 ? static_cast<const HostFrame&>(*frame).picture() : nullptr);
    for (const auto& outlet : all_) {
        if (!outlet->admitted()) continue;
        // The last one gets the handle itself: whoever has a frame alone may take its blocks without copying them.
        if (--left == 0) return outlet->deliver(std::move(frame));
        outlet->deliver(frame);
    }
}

Demand Outlets::demand() const noexcept {
    Demand most = Demand::none;
    for (const auto& outlet : all_) most = std::max(most, outlet->demand());
    return most;
}

}  // namespace sluice
