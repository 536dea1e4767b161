#include "codec/jpeg_transform.hpp"

#include <algorithm>
#include <cstring>

namespace sluice {

namespace {

// One row of a block in a register; GCC and clang make SSE2 or NEON of it.
using Row = std::int16_t __attribute__((vector_size(16)));

using LooseRow = std::int16_t __attribute__((vector_size(16), aligned(2), may_alias));  // wherever it lies

struct Block {
    Row row[8];
};

Block load(const std::int16_t* from) noexcept {
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
}
void store(const Block& block, std::int16_t* to) noexcept { std::memcpy(to, &block, sizeof block); }

// x ^ -1, - -1 is -x: a sign by two operations without a multiplication.
constexpr Row none = {0, 0, 0, 0, 0, 0, 0, 0};
constexpr Row all = {-1, -1, -1, -1, -1, -1, -1, -1};
constexpr Row odd = {0, -1, 0, -1, 0, -1, 0, -1};
constexpr Row even = {-1, 0, -1, 0, -1, 0, -1, 0};

/// With the signs of `first` in rows 0, 2, .. and of `second` in rows 1, 3, ..
Block with_signs(Block block, Row first, Row second) noexcept {
    for (int v = 0; v < 8; v += 2) {
        block.row[v] = (block.row[v] ^ first) - first;
        block.row[v + 1] = (block.row[v + 1] ^ second) - second;
    }
    return block;
}

Row least(Row a, Row b) noexcept { return a < b ? a : b; }
Row most(Row a, Row b) noexcept { return a > b ? a : b; }

Block transposed(const Block& in) noexcept {
    Row a[8], b[8];
    Block out;
    for (int i = 0; i < 4; ++i) {  // pairs of rows i, i + 4 interleaved, three times: an index's bits rotated
        a[2 * i] = __builtin_shufflevector(in.row[i], in.row[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
        a[2 * i + 1] = __builtin_shufflevector(in.row[i], in.row[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 4; ++i) {
        b[2 * i] = __builtin_shufflevector(a[i], a[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
        b[2 * i + 1] = __builtin_shufflevector(a[i], a[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    for (int i = 0; i < 4; ++i) {
        out.row[2 * i] = __builtin_shufflevector(b[i], b[i + 4], 0, 8, 1, 9, 2, 10, 3, 11);
        out.row[2 * i + 1] = __builtin_shufflevector(b[i], b[i + 4], 4, 12, 5, 13, 6, 14, 7, 15);
    }
    return out;
}

/// Reverses `count` blocks and gives all of them these signs.
void reverse(std::int16_t* blocks, std::size_t count, Row first, Row second) noexcept {
    std::int16_t* low = blocks;
    std::int16_t* high = blocks + 64 * count;
    while (high - low >= 128) {
        high -= 64;
        const Block a = with_signs(load(low), first, second);
        const Block b = with_signs(load(high), first, second);
        store(b, low);
        store(a, high);
        low += 64;
    }
    if (low != high) store(with_signs(load(low), first, second), low);
}

}  // namespace

void flip_horizontal(BlockGrid grid) noexcept {
    for (std::uint32_t y = 0; y < grid.high; ++y) reverse(grid.block(0, y), grid.wide, odd, odd);
}

void flip_vertical(BlockGrid grid) noexcept {
    const std::size_t row = std::size_t{64} * grid.wide;
    for (std::uint32_t y = 0; y < (grid.high + 1) / 2; ++y) {
        std::int16_t* low = grid.block(0, y);
        std::int16_t* high = grid.block(0, grid.high - 1 - y);
        for (std::size_t i = 0; i < row; i += 64) {
            const Block a = with_signs(load(low + i), none, all);
            const Block b = with_signs(load(high + i), none, all);
            store(b, low + i);
            store(a, high + i);
        }
    }
}

void rotate_180(BlockGrid grid) noexcept { reverse(grid.data, std::size_t{grid.wide} * grid.high, odd, even); }

void rotate_90(BlockGrid from, std::int16_t* to) noexcept {
    for (std::uint32_t x = 0; x < from.wide; ++x)
        for (std::uint32_t y = from.high; y-- > 0; to += 64)
            store(with_signs(transposed(load(from.block(x, y))), odd, odd), to);
}

void rotate_270(BlockGrid from, std::int16_t* to) noexcept {
    for (std::uint32_t x = from.wide; x-- > 0;)
        for (std::uint32_t y = 0; y < from.high; ++y, to += 64)
            store(with_signs(transposed(load(from.block(x, y))), none, all), to);
}

BlockGrid keep_blocks(BlockGrid grid, std::uint32_t x, std::uint32_t y, std::uint32_t wide,
                      std::uint32_t high) noexcept {
    const BlockGrid kept{grid.data, wide, high};
    if (wide == grid.wide && y == 0) return kept;
    for (std::uint32_t row = 0; row < high; ++row)
        std::memmove(kept.block(0, row), grid.block(x, y + row), std::size_t{wide} * 64 * sizeof(std::int16_t));
    return kept;
}

std::array<std::uint16_t, 64> transposed(const std::array<std::uint16_t, 64>& quantiser) noexcept {
    std::array<std::uint16_t, 64> turned;
    for (std::size_t i = 0; i < 64; ++i) turned[i] = quantiser[i % 8 * 8 + i / 8];
    return turned;
}

bool codable(const std::int16_t* blocks, std::size_t count) noexcept {
    Row low{}, high{};
    for (std::size_t i = 0; i < count; ++i) {
        const auto* r = reinterpret_cast<const LooseRow*>(blocks + 64 * i);
        low =
            least(low, least(least(least(r[0], r[1]), least(r[2], r[3])), least(least(r[4], r[5]), least(r[6], r[7]))));
        high = most(high, most(most(most(r[0], r[1]), most(r[2], r[3])), most(most(r[4], r[5]), most(r[6], r[7]))));
    }
    std::int16_t lowest = 0, highest = 0;
    for (int k = 0; k < 8; ++k) {
        lowest = std::min<std::int16_t>(lowest, low[k]);
        highest = std::max<std::int16_t>(highest, high[k]);
    }
    if (lowest < -1024 || highest > 1023) return false;
    if (lowest > -1024) return true;
    for (std::size_t i = 0; i < count * 64; ++i)  // a full black, or a wave that strong?
        if (blocks[i] == -1024 && i % 64 != 0) return false;
    return true;
}

void clamp_blocks(const std::int16_t* from, std::int16_t* to, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count * 64; ++i)
        to[i] = std::clamp<std::int16_t>(from[i], i % 64 == 0 ? -1024 : -1023, 1023);
}

}  // namespace sluice
