#include "frame/buffer_pool.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstring>
#include <utility>

namespace sluice {

namespace {

// Frames of one camera differ in size by some percent: round up so that a block fits the next one too.
constexpr std::size_t granularity = 64u << 10;

std::size_t rounded(std::size_t size) {
    const std::size_t roomy = size + size / 8;
    return (roomy + granularity - 1) / granularity * granularity;
}

}  // namespace

class BufferPool::Blocks : public std::enable_shared_from_this<Blocks> {
public:
    ~Blocks() {
        for (Block& block : blocks_) unmap(block);
    }

    Bytes copy(std::span<const std::byte> bytes) {
        Block* block = free_block(bytes.size());
        if (!block) return {};
        const auto lease = std::make_shared<const Lease>(shared_from_this(), block);
        std::memcpy(block->data, bytes.data(), bytes.size());
        return {lease, {block->data, bytes.size()}};
    }

    [[nodiscard]] std::size_t mapped() const noexcept { return mapped_.load(std::memory_order_relaxed); }

private:
    struct Block {
        std::byte* data = nullptr;
        std::size_t capacity = 0;
        std::atomic<bool> busy = false;
    };

    // The way home: from any thread, no lock, no system call.
    class Lease {
    public:
        Lease(std::shared_ptr<Blocks> owner, Block* block) noexcept : owner_(std::move(owner)), block_(block) {
            block_->busy.store(true, std::memory_order_relaxed);
        }
        ~Lease() { block_->busy.store(false, std::memory_order_release); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

    private:
        std::shared_ptr<Blocks> owner_;
        Block* block_;
    };

    Block* free_block(std::size_t size) {
        Block* to_grow = nullptr;
        for (Block& block : blocks_) {
            if (block.busy.load(std::memory_order_acquire)) continue;
            if (block.capacity >= size && block.capacity > 0) return &block;
            // An empty place is better grown than a block that smaller frames can go on using.
            if (!to_grow || (block.capacity == 0 && to_grow->capacity > 0)) to_grow = &block;
        }
        return to_grow && grow(*to_grow, rounded(size)) ? to_grow : nullptr;
    }

    bool grow(Block& block, std::size_t capacity) {
        if (capacity > most_bytes) return false;
        unmap(block);
        // What smaller frames have left behind makes room for larger ones.
        for (Block& other : blocks_)
            if (mapped() + capacity > most_bytes && !other.busy.load(std::memory_order_acquire)) unmap(other);
        if (mapped() + capacity > most_bytes) return false;
        void* data = ::mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        if (data == MAP_FAILED) return false;
        block.data = static_cast<std::byte*>(data);
        block.capacity = capacity;
        mapped_.fetch_add(capacity, std::memory_order_relaxed);
        return true;
    }

    void unmap(Block& block) {
        if (block.data) ::munmap(block.data, block.capacity);
        mapped_.fetch_sub(block.capacity, std::memory_order_relaxed);
        block.data = nullptr;
        block.capacity = 0;
    }

    std::array<Block, most_buffers> blocks_;
    std::atomic<std::size_t> mapped_ = 0;
};

BufferPool::BufferPool() : blocks_(std::make_shared<Blocks>()) {}
BufferPool::~BufferPool() = default;

Bytes BufferPool::copy(std::span<const std::byte> bytes) { return blocks_->copy(bytes); }
std::size_t BufferPool::mapped_bytes() const noexcept { return blocks_->mapped(); }

}  // namespace sluice
