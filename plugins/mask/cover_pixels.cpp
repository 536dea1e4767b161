#include <algorithm>
#include <cstring>

#include "cover.hpp"

namespace mask {
namespace {

using Plane = sluice::PixelPlane<std::uint8_t>;

// The samples of a plane that lie in a part of the picture.
struct Samples {
    Plane plane;
    Span x, y;

    Samples(const sluice::Canvas& canvas, std::uint32_t index, const Part& part) noexcept : plane(canvas.plane[index]) {
        const std::uint32_t wide = (canvas.width + plane.width - 1) / plane.width;  // pixels of a sample
        const std::uint32_t high = (canvas.height + plane.height - 1) / plane.height;
        x = part.x.in_units(wide);
        y = part.y.in_units(high);
        x.end = std::min(x.end, plane.width);
        y.end = std::min(y.end, plane.height);
    }

    [[nodiscard]] std::uint8_t mean() const noexcept {
        std::uint64_t sum = 0;
        for (std::uint32_t row = y.begin; row < y.end; ++row)
            for (std::uint32_t column = x.begin; column < x.end; ++column) sum += plane.row(row)[column];
        const std::uint64_t count = std::max<std::uint64_t>(1, std::uint64_t{x.end - x.begin} * (y.end - y.begin));
        return static_cast<std::uint8_t>((sum + count / 2) / count);
    }
    void fill(std::uint8_t value) noexcept {
        for (std::uint32_t row = y.begin; row < y.end; ++row)
            std::memset(plane.row(row) + x.begin, value, x.end - x.begin);
    }
};

void pixelate(sluice::Canvas& canvas, const Part& part) {
    const Cells across(canvas.width, Fill::least_cell), down(canvas.height, Fill::least_cell);
    const Span columns = across.touched(part.x), rows = down.touched(part.y);
    for (std::uint32_t index = 0; index < canvas.planes; ++index)
        for (std::uint32_t row = rows.begin; row < rows.end; ++row)
            for (std::uint32_t column = columns.begin; column < columns.end; ++column) {
                Samples cell(canvas, index, {across.of(column), down.of(row)});
                cell.fill(cell.mean());
            }
}

// No pixel keeps its luma beside a chroma sample that was covered.
Span to_chroma(Span span, std::uint32_t length) noexcept {
    constexpr std::uint32_t coarsest = 4;  // 4:1:1
    return {span.begin / coarsest * coarsest, std::min(length, (span.end + coarsest - 1) / coarsest * coarsest)};
}

}  // namespace

void cover(sluice::Canvas& canvas, const Part& part, const Fill& fill) {
    if (fill.pixelate) return pixelate(canvas, part);
    const Part whole{to_chroma(part.x, canvas.width), to_chroma(part.y, canvas.height)};
    for (std::uint32_t index = 0; index < canvas.planes; ++index) Samples(canvas, index, whole).fill(fill.value(index));
}

}  // namespace mask
