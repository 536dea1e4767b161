#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include <sluice/bytes.hpp>

namespace sluice::replay {

/// Memory for frames, used again once nobody holds them. How many are out is bounded by those who hold
/// them (a recording may not lose frames to a full pool); how much is kept for later is bounded here.
class BlockPool {
public:
    BlockPool();

    /// Memory of at least `size` bytes; valid until the next take() or hand_out().
    [[nodiscard]] std::span<std::byte> take(std::size_t size);
    /// The first `size` bytes of what take() gave. Lives longer than the pool; let go on any thread.
    [[nodiscard]] Bytes hand_out(std::size_t size);

private:
    struct Block;
    struct Blocks;

    std::shared_ptr<Blocks> kept_;
    Block* taken_ = nullptr;          // one of the kept
    std::shared_ptr<Block> passing_;  // or one more, gone after its frame
};

}  // namespace sluice::replay
