#include "raw_painter.hpp"

#include <cstring>

#include "drawing.hpp"

namespace sluice::pattern {

RawPainter::RawPainter(const Layout& layout, Format format)
    : layout_(layout), format_(format), background_(convert(draw_background(layout), format)) {
    for (std::size_t i = 0; i < glyphs_.size(); ++i) glyphs_[i] = convert(draw_glyphs(layout, i), format);
}

Stream RawPainter::stream() const {
    Stream stream;
    stream.format = format_;
    stream.width = layout_.size.width;
    stream.height = layout_.size.height;
    stream.planes = background_.planes;
    stream.range = range_of(format_);
    return stream;
}

void RawPainter::put_cell(std::size_t line, std::uint32_t cell, std::uint32_t glyph, std::byte* to) const {
    const CellLine& shape = layout_.lines[line];
    const RawPicture& from = glyphs_[line];
    for (std::uint32_t p = 0; p < background_.planes.count; ++p) {
        const auto [per_two, rows] = background_.grain[p];
        const Plane &source = from.planes.plane[p], &target = background_.planes.plane[p];
        const std::size_t width = std::size_t{shape.cell} * unit_width * per_two / 2;
        const std::size_t x = (std::size_t{shape.column} + std::size_t{cell} * shape.cell) * unit_width * per_two / 2;
        const std::size_t y = std::size_t{shape.row} * unit_height / rows;
        for (std::uint32_t row = 0; row < source.rows; ++row)
            std::memcpy(to + target.offset + (y + row) * target.stride + x,
                        from.bytes.data() + source.offset + std::size_t{row} * source.stride + glyph * width, width);
    }
}

std::size_t RawPainter::paint(const Cells& cells, Canvas& canvas) const {
    if (canvas.shown[0].empty()) {
        std::memcpy(canvas.bytes.get(), background_.bytes.data(), background_.bytes.size());
        for (std::size_t line = 0; line < cells.size(); ++line) canvas.shown[line].assign(cells[line].size(), 0);
    }
    for (std::size_t line = 0; line < cells.size(); ++line)
        for (std::size_t i = 0; i < cells[line].size(); ++i) {
            if (canvas.shown[line][i] == cells[line][i]) continue;
            put_cell(line, static_cast<std::uint32_t>(i), cells[line][i], canvas.bytes.get());
            canvas.shown[line][i] = cells[line][i];
        }
    return background_.bytes.size();
}

}  // namespace sluice::pattern
