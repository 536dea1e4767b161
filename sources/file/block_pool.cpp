#include "block_pool.hpp"

#include <array>
#include <atomic>
#include <utility>

namespace sluice::replay {

struct BlockPool::Block {
    /// At least `size` bytes; with some spare, as the next frame is seldom of the same length.
    void make_room(std::size_t size) {
        if (size <= room) return;
        bytes.reset();
        room = 0;
        const std::size_t rounded = size + size / 4 + 4096;
        bytes.reset(new std::byte[rounded]);
        room = rounded;
    }

    std::unique_ptr<std::byte[]> bytes;
    std::size_t room = 0;
    std::atomic<bool> out = false;
};

struct BlockPool::Blocks {
    std::array<Block, 16> block;
};

BlockPool::BlockPool() : kept_(std::make_shared<Blocks>()) {}

std::span<std::byte> BlockPool::take(std::size_t size) {
    passing_.reset();
    taken_ = nullptr;
    for (Block& block : kept_->block)
        if (!block.out.load(std::memory_order_acquire)) {
            taken_ = &block;
            break;
        }
    if (!taken_) {
        passing_ = std::make_shared<Block>();
        taken_ = passing_.get();
    }
    taken_->make_room(size);
    return {taken_->bytes.get(), taken_->room};
}

Bytes BlockPool::hand_out(std::size_t size) {
    Block* block = std::exchange(taken_, nullptr);
    const std::span<const std::byte> view(block->bytes.get(), size);
    if (passing_) return {std::exchange(passing_, nullptr), view};
    block->out.store(true, std::memory_order_relaxed);
    std::shared_ptr<const void> keeper(block, [owner = kept_](Block* back) { back->out.store(false, std::memory_order_release); });
    return {std::move(keeper), view};
}

}  // namespace sluice::replay
