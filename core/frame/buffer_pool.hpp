#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <sluice/bytes.hpp>

namespace sluice {

/// Memory for frames that cannot stay in their driver's buffer. Blocks are mapped and touched once,
/// then used again: no allocation and no page fault per frame. Bounded in number and size; what was
/// handed out may outlive the pool.
class BufferPool {
public:
    static constexpr std::size_t most_buffers = 64;
    static constexpr std::size_t most_bytes = 64u << 20;

    BufferPool();
    ~BufferPool();
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;

    /// A copy of these bytes; empty when the pool is at its bound. [one thread at a time; the copies
    /// may be let go on any thread]
    [[nodiscard]] Bytes copy(std::span<const std::byte> bytes);

    /// Memory the pool has mapped, in use or not. [any thread]
    [[nodiscard]] std::size_t mapped_bytes() const noexcept;

private:
    class Blocks;
    std::shared_ptr<Blocks> blocks_;
};

}  // namespace sluice
