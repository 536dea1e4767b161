#pragma once

#include <algorithm>
#include <cstdint>

namespace mask {

/// From `begin` up to `end`, along one side of the picture. Pixels, or the units it was divided into.
struct Span {
    std::uint32_t begin = 0, end = 0;

    /// The units of so many pixels that cover this.
    [[nodiscard]] Span in_units(std::uint32_t pixels) const noexcept {
        return {begin / pixels, (end + pixels - 1) / pixels};
    }
};

/// One side of the picture, cut into cells that lie still: what moves across them is never seen between
/// them. A rest too narrow for a cell belongs to its neighbour.
class Cells {
public:
    Cells(std::uint32_t length, std::uint32_t cell) noexcept
        : length_(length), cell_(cell), count_(std::max(1u, length / cell)) {}

    /// The cells that this touches.
    [[nodiscard]] Span touched(Span span) const noexcept { return {index(span.begin), index(span.end - 1) + 1}; }
    /// The pixels of a cell.
    [[nodiscard]] Span of(std::uint32_t cell) const noexcept {
        return {cell * cell_, cell + 1 == count_ ? length_ : (cell + 1) * cell_};
    }

private:
    [[nodiscard]] std::uint32_t index(std::uint32_t pixel) const noexcept {
        return std::min(pixel / cell_, count_ - 1);
    }

    std::uint32_t length_, cell_, count_;
};

/// A part of the picture, within it and not empty.
struct Part {
    Span x, y;
};

}  // namespace mask
