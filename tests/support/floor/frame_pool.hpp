#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <vector>

// Memory for copies of frames on their way out, touched once at the start so that no frame page-faults.
class FramePool {
public:
    struct Slot {
        std::atomic<bool> taken = false;
        std::vector<std::uint8_t> bytes;
    };

    explicit FramePool(std::size_t slot_bytes)
    {
        for (Slot& slot : slots_)
            slot.bytes.resize(slot_bytes);
    }

    // A copy of the bytes, or nullptr where all slots are taken.
    Slot* copy(const void* bytes, std::size_t size)
    {
        for (Slot& slot : slots_) {
            if (size > slot.bytes.size() || slot.taken.load(std::memory_order_acquire))
                continue;
            slot.taken.store(true, std::memory_order_relaxed);
            std::memcpy(slot.bytes.data(), bytes, size);
            return &slot;
        }
        return nullptr;
    }

    static void give_back(void*, void* slot)
    {
        static_cast<Slot*>(slot)->taken.store(false, std::memory_order_release);
    }

private:
    std::array<Slot, 16> slots_;
};
