#pragma once

#include <algorithm>
#include <cstdint>

#include <sluice/pixels.hpp>

namespace sluice {

/// The shrink a wish comes to for a picture of that size.
[[nodiscard]] inline std::uint32_t shrink_of(const Wish& wish, std::uint32_t width, std::uint32_t height) noexcept {
    if (wish.at_least == Size{}) return wish.shrink;
    std::uint32_t shrink = 1;
    while (shrink < 8 && width / (shrink * 2) >= wish.at_least.width && height / (shrink * 2) >= wish.at_least.height) shrink *= 2;
    return shrink;
}

/// Which decode serves several wishes: the smallest shrink among them, with chroma if one wants colour.
class WishSet {
public:
    WishSet() = default;
    explicit WishSet(std::uint8_t bits) : bits_(bits) {}
    WishSet(std::uint32_t shrink, bool chroma) : bits_(static_cast<std::uint8_t>((chroma ? 0x10u : 0x01u) * shrink_bit(shrink))) {}

    [[nodiscard]] bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] bool chroma() const noexcept { return bits_ >> 4 != 0; }
    [[nodiscard]] std::uint32_t shrink() const noexcept {
        const unsigned both = (bits_ | bits_ >> 4) & 0x0fu;
        return both & 1 ? 1 : both & 2 ? 2 : both & 4 ? 4 : 8;
    }
    [[nodiscard]] WishSet with(WishSet other) const noexcept { return WishSet(static_cast<std::uint8_t>(bits_ | other.bits_)); }
    [[nodiscard]] std::uint8_t bits() const noexcept { return bits_; }

private:
    // 1, 2, 4, 8 are their own bits.
    static unsigned shrink_bit(std::uint32_t shrink) noexcept { return shrink & 0x0fu; }

    std::uint8_t bits_ = 0;  // low: luma alone at 1, 2, 4, 8; high: the same with chroma
};

[[nodiscard]] inline WishSet wish_set(const Wish& wish, std::uint32_t width, std::uint32_t height) noexcept {
    return {shrink_of(wish, width, height), wish.format != Format::gray};
}

}  // namespace sluice
