#include "buffer_ring.hpp"

#include <atomic>
#include <utility>
#include <vector>

namespace sluice::pattern {

struct BufferRing::Slot {
    Canvas canvas;
    std::atomic<bool> lent = false;
};

struct BufferRing::Slots {
    explicit Slots(std::size_t count) : slots(count) {}
    std::vector<Slot> slots;
};

BufferRing::BufferRing(std::size_t bytes_each, std::size_t at_most)
    : slots_(std::make_shared<Slots>(at_most)), bytes_each_(bytes_each) {
    // Two are enough where nobody keeps frames; the others are made when they are first missed.
    for (std::size_t i = 0; i < at_most && i < 2; ++i) slots_->slots[i].canvas.bytes = std::make_unique<std::byte[]>(bytes_each);
}

Canvas* BufferRing::take() {
    Slot* unmade = nullptr;
    const std::size_t count = slots_->slots.size();
    for (std::size_t i = 0; i < count; ++i) {
        Slot& slot = slots_->slots[(next_ + i) % count];
        if (slot.lent.load(std::memory_order_acquire)) continue;
        if (!slot.canvas.bytes) {
            if (!unmade) unmade = &slot;
            continue;
        }
        next_ = (next_ + i + 1) % count;
        return &slot.canvas;
    }
    if (!unmade) return nullptr;
    unmade->canvas.bytes = std::make_unique<std::byte[]>(bytes_each_);  // zeroed, so the pages are there
    return &unmade->canvas;
}

Bytes BufferRing::lend(Canvas* canvas, std::size_t size) {
    for (Slot& slot : slots_->slots) {
        if (&slot.canvas != canvas) continue;
        slot.lent.store(true, std::memory_order_relaxed);
        std::shared_ptr<const void> keeper(&slot, [owner = slots_](Slot* back) { back->lent.store(false, std::memory_order_release); });
        return {std::move(keeper), {canvas->bytes.get(), size}};
    }
    return {};
}

}  // namespace sluice::pattern
