#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sluice {

/// Blocks of 64 coefficients, row by row; block (x, y) begins at data + 64 * (y * wide + x).
struct BlockGrid {
    std::int16_t* data = nullptr;
    std::uint32_t wide = 0, high = 0;

    [[nodiscard]] std::int16_t* block(std::size_t x, std::size_t y) const noexcept {
        return data + 64 * (y * wide + x);
    }
    [[nodiscard]] std::size_t size() const noexcept { return std::size_t{64} * wide * high; }
};

// Turning a picture turns the order of its blocks and, within a block, the waves: mirroring a cosine of odd
// frequency changes its sign, transposing swaps the two directions (follows from the DCT's formula, ITU T.81
// A.3.3). Nothing is rounded. libjpeg-turbo's own transupp does the same but is not exported, and tjTransform
// can neither keep its memory from frame to frame nor be one of several edits.

/// In place.
void flip_horizontal(BlockGrid grid) noexcept;
void flip_vertical(BlockGrid grid) noexcept;
void rotate_180(BlockGrid grid) noexcept;
/// Into `to`, which is from.high blocks wide and shares no memory with `from`. Clockwise.
void rotate_90(BlockGrid from, std::int16_t* to) noexcept;
void rotate_270(BlockGrid from, std::int16_t* to) noexcept;

/// Keeps the blocks from (x, y) on, wide x high of them, moved together at the beginning of the same memory.
[[nodiscard]] BlockGrid keep_blocks(BlockGrid grid, std::uint32_t x, std::uint32_t y, std::uint32_t wide,
                                    std::uint32_t high) noexcept;

/// The quantiser of a picture turned by 90 or 270 degrees.
[[nodiscard]] std::array<std::uint16_t, 64> transposed(const std::array<std::uint16_t, 64>& quantiser) noexcept;

/// Whether baseline Huffman coding has a code for every value: AC within -1023..1023, DC within -1024..1023, so
/// that no difference of two DCs takes more than 11 bits (ITU T.81 F.1.2).
[[nodiscard]] bool codable(const std::int16_t* blocks, std::size_t count) noexcept;
/// `from` with every value moved into that range.
void clamp_blocks(const std::int16_t* from, std::int16_t* to, std::size_t count) noexcept;

}  // namespace sluice
