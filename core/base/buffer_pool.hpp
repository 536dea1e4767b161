#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <sluice/bytes.hpp>

namespace sluice {

/// Memory for what is large and comes with every frame: copies of frames, pixels, coefficients. Blocks are
/// mapped and touched once, then used again: no allocation and no page fault per frame. Bounded in number
/// and size; what was handed out may outlive the pool. [any thread]
class BufferPool {
public:
    struct Limits {
        std::size_t buffers = 64;
        std::size_t bytes = 64u << 20;
    };

    BufferPool() : BufferPool(Limits{}) {}
    explicit BufferPool(Limits limits);
    ~BufferPool();
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;

    /// A block to write on; back in the pool when the last copy of its keeper is gone.
    struct Block {
        std::shared_ptr<const void> keeper;
        std::span<std::byte> bytes;  ///< of the size asked for, on a page's boundary; what it holds is old
        explicit operator bool() const noexcept { return keeper != nullptr; }
    };
    /// Empty when the pool is at its bound.
    [[nodiscard]] Block take(std::size_t size);
    /// A copy of these bytes; empty when the pool is at its bound.
    [[nodiscard]] Bytes copy(std::span<const std::byte> bytes);

    /// Memory the pool has mapped, in use or not.
    [[nodiscard]] std::size_t mapped_bytes() const noexcept;
    [[nodiscard]] Limits limits() const noexcept;

private:
    class Blocks;
    std::shared_ptr<Blocks> blocks_;
};

}  // namespace sluice
