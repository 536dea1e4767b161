#include "held_bytes.hpp"

#include <algorithm>
#include <utility>

namespace sluice::zmq_sink_parts {

HeldBytes::Place* HeldBytes::hold(Bytes bytes) {
    Place* place = nullptr;
    for (std::size_t i = 0; i < places_.size() && !place; ++i) {
        Place& candidate = places_[next_];
        next_ = (next_ + 1) % places_.size();
        if (!candidate.held.load(std::memory_order_acquire)) place = &candidate;
    }
    if (!place) place = &places_.emplace_back();
    place->bytes = std::move(bytes);
    place->held.store(true, std::memory_order_release);
    return place;
}

void HeldBytes::let_go(void*, void* place) noexcept {
    auto* mine = static_cast<Place*>(place);
    if (!mine->held.load(std::memory_order_acquire)) return;
    mine->bytes = {};
    mine->held.store(false, std::memory_order_release);
}

std::size_t HeldBytes::held() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(places_, [](const Place& place) { return place.held.load(); }));
}

}  // namespace sluice::zmq_sink_parts
