#include "base/buffer_pool.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
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
    explicit Blocks(Limits limits) : limits_(limits), blocks_(std::make_unique<Block[]>(limits.buffers)) {}
    ~Blocks() {
        for (Block& block : all()) unmap(block);
    }

    BufferPool::Block take(std::size_t size) {
        const std::lock_guard lock(mutex_);
        Block* block = free_block(size);
        if (!block) return {};
        return {std::make_shared<const Lease>(shared_from_this(), block), {block->data, size}};
    }

    [[nodiscard]] std::size_t mapped() const noexcept { return mapped_.load(std::memory_order_relaxed); }
    [[nodiscard]] Limits limits() const noexcept { return limits_; }

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

    [[nodiscard]] std::span<Block> all() noexcept { return {blocks_.get(), limits_.buffers}; }

    Block* free_block(std::size_t size) {
        Block* fitting = nullptr;
        Block* to_grow = nullptr;
        for (Block& block : all()) {
            if (block.busy.load(std::memory_order_acquire)) continue;
            const bool fits = block.capacity >= size && block.capacity > 0;
            if (fits && (!fitting || block.capacity < fitting->capacity)) fitting = &block;
            // An empty place is better grown than a block that smaller frames can go on using.
            if (!to_grow || (block.capacity == 0 && to_grow->capacity > 0)) to_grow = &block;
        }
        if (fitting) return fitting;
        return to_grow && grow(*to_grow, rounded(size)) ? to_grow : nullptr;
    }

    bool grow(Block& block, std::size_t capacity) {
        if (capacity > limits_.bytes) return false;
        unmap(block);
        // What smaller frames have left behind makes room for larger ones.
        for (Block& other : all())
            if (mapped() + capacity > limits_.bytes && !other.busy.load(std::memory_order_acquire)) unmap(other);
        if (mapped() + capacity > limits_.bytes) return false;
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

    Limits limits_;
    std::mutex mutex_;
    std::unique_ptr<Block[]> blocks_;
    std::atomic<std::size_t> mapped_ = 0;
};

BufferPool::BufferPool(Limits limits) : blocks_(std::make_shared<Blocks>(limits)) {}
BufferPool::~BufferPool() = default;

BufferPool::Block BufferPool::take(std::size_t size) { return blocks_->take(size); }

Bytes BufferPool::copy(std::span<const std::byte> bytes) {
    const Block block = take(bytes.size());
    if (!block) return {};
    std::memcpy(block.bytes.data(), bytes.data(), bytes.size());
    return {block.keeper, block.bytes};
}

std::size_t BufferPool::mapped_bytes() const noexcept { return blocks_->mapped(); }
BufferPool::Limits BufferPool::limits() const noexcept { return blocks_->limits(); }

}  // namespace sluice
