#include <algorithm>
#include <cmath>
#include <cstring>

#include "cover.hpp"

namespace mask {
namespace {

using sluice::CoefficientEdit;
using sluice::CoefficientPlane;

constexpr std::size_t block_size = 64;

// The blocks of one plane within a rectangle of blocks.
class Blocks {
public:
    Blocks(CoefficientEdit& edit, std::uint32_t index, Span mcus_x, Span mcus_y) noexcept
        : plane_(edit.plane(index)), data_(edit.edit(index).data()) {
        // A picture of one plane has MCUs of one block, whatever its sampling factors say (ITU T.81 A.2.2).
        const bool single = edit.planes() == 1;
        const std::uint32_t h = single ? 1 : plane_.h, v = single ? 1 : plane_.v;
        x_ = {mcus_x.begin * h, std::min(mcus_x.end * h, plane_.blocks_wide)};
        y_ = {mcus_y.begin * v, std::min(mcus_y.end * v, plane_.blocks_high)};
    }

    [[nodiscard]] std::int16_t mean() const noexcept {
        std::int64_t sum = 0;
        for (std::uint32_t y = y_.begin; y < y_.end; ++y)
            for (std::uint32_t x = x_.begin; x < x_.end; ++x) sum += *block(x, y);
        const auto count =
            static_cast<double>(std::max<std::size_t>(1, std::size_t{x_.end - x_.begin} * (y_.end - y_.begin)));
        return static_cast<std::int16_t>(std::lround(static_cast<double>(sum) / count));
    }

    void fill(std::int16_t dc) noexcept {
        if (x_.begin >= x_.end) return;
        for (std::uint32_t y = y_.begin; y < y_.end; ++y) {
            std::memset(block(x_.begin, y), 0, std::size_t{x_.end - x_.begin} * block_size * sizeof(std::int16_t));
            for (std::uint32_t x = x_.begin; x < x_.end; ++x) *block(x, y) = dc;
        }
    }

    // The DC of a block that is all of this value (A.3.3): eight times its distance from the middle, in steps.
    [[nodiscard]] std::int16_t dc_of(std::uint8_t value) const noexcept {
        const double step = std::max<std::uint16_t>(1, plane_.quantiser[0]);
        return static_cast<std::int16_t>(std::clamp(std::lround(8 * (value - 128) / step), -1024l, 1023l));
    }

private:
    [[nodiscard]] std::int16_t* block(std::uint32_t x, std::uint32_t y) const noexcept {
        return data_ + block_size * (std::size_t{y} * plane_.blocks_wide + x);
    }

    CoefficientPlane plane_;
    std::int16_t* data_;
    Span x_, y_;
};

// At least so many pixels, in whole MCUs.
std::uint32_t cell_of(std::uint32_t mcu) noexcept { return (Fill::least_cell + mcu - 1) / mcu * mcu; }

void pixelate(CoefficientEdit& blocks, const Part& part) {
    const sluice::Size mcu = blocks.mcu();
    const Cells across(blocks.width(), cell_of(mcu.width)), down(blocks.height(), cell_of(mcu.height));
    const Span columns = across.touched(part.x), rows = down.touched(part.y);
    for (std::uint32_t index = 0; index < blocks.planes(); ++index)
        for (std::uint32_t row = rows.begin; row < rows.end; ++row)
            for (std::uint32_t column = columns.begin; column < columns.end; ++column) {
                Blocks cell(blocks, index, across.of(column).in_units(mcu.width), down.of(row).in_units(mcu.height));
                cell.fill(cell.mean());
            }
}

}  // namespace

void cover(CoefficientEdit& blocks, const Part& part, const Fill& fill) {
    if (fill.pixelate) return pixelate(blocks, part);
    const sluice::Size mcu = blocks.mcu();
    for (std::uint32_t index = 0; index < blocks.planes(); ++index) {
        Blocks covered(blocks, index, part.x.in_units(mcu.width), part.y.in_units(mcu.height));
        covered.fill(covered.dc_of(fill.value(index)));
    }
}

}  // namespace mask
