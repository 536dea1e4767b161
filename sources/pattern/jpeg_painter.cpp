#include "jpeg_painter.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>

#include "drawing.hpp"
#include "jpeg_encoder.hpp"

namespace sluice::pattern {

namespace {

unsigned at(std::span<const std::byte> bytes, std::size_t i) { return std::to_integer<unsigned>(bytes[i]); }

/// Where the entropy-coded data of libjpeg's own, well-formed output begins.
std::size_t scan_begin(std::span<const std::byte> jpeg) {
    std::size_t i = 2;
    while (i + 4 <= jpeg.size()) {
        const bool scan = at(jpeg, i + 1) == 0xda;
        i += 2 + (at(jpeg, i + 2) << 8 | at(jpeg, i + 3));
        if (scan) return i;
    }
    throw std::runtime_error("libjpeg made a pattern without a scan");
}

/// The restart segments, without the markers between them.
std::vector<std::span<const std::byte>> segments(std::span<const std::byte> scan) {
    std::vector<std::span<const std::byte>> found;
    std::size_t from = 0;
    for (std::size_t i = 0; i + 1 < scan.size(); ++i)
        if (at(scan, i) == 0xff && at(scan, i + 1) >= 0xd0 && at(scan, i + 1) <= 0xd9) {
            found.push_back(scan.subspan(from, i - from));
            from = i + 2;
        }
    return found;
}

void put_marker(std::vector<std::byte>& bytes, unsigned marker) {
    bytes.push_back(std::byte{0xff});
    bytes.push_back(static_cast<std::byte>(marker));
}

/// The blocks of `units` MCUs from unit `first` of a row on, but for the code of the first DC.
BitString encode_units(const JpegInside& inside, std::uint32_t row, std::uint32_t first, std::uint32_t units) {
    const JpegInside::Block* blocks = &inside.luma[std::size_t{row} * inside.columns];
    BitString bits;
    for (std::uint32_t i = 2 * first; i < 2 * (first + units); ++i) {
        if (i > 2 * first) put_difference(bits, inside.dc[0], blocks[i][0] - blocks[i - 1][0]);
        put_ac(bits, inside.ac[0], blocks[i]);
        for (int chroma = 0; i % 2 == 1 && chroma < 2; ++chroma) {
            put_difference(bits, inside.dc[1], 0);
            put_ac(bits, inside.ac[1], JpegInside::Block{});
        }
    }
    return bits;
}

}  // namespace

JpegPainter::JpegPainter(const Layout& layout, int quality) : layout_(layout) {
    for (std::size_t i = 0; i < lines_.size(); ++i) encode_line(i, quality);
    cut_background(encode_jpeg(draw_background(layout), quality));
    capacity_ = fixed_.size();
    for (std::size_t i = 0; i < lines_.size(); ++i) capacity_ += layout_.lines[i].rows * longest_row(i);
}

void JpegPainter::encode_line(std::size_t which, int quality) {
    const CellLine& shape = layout_.lines[which];
    const JpegInside inside = look_inside(encode_jpeg(draw_glyphs(layout_, which), quality));
    luma_dc_ = {inside.dc[0]};
    Line& line = lines_[which];
    for (std::uint32_t row = 0; row < shape.rows; ++row)
        for (std::uint32_t i = 0; i < shape.glyphs; ++i) {
            const JpegInside::Block* blocks = &inside.luma[std::size_t{row} * inside.columns + 2 * std::size_t{i} * shape.cell];
            line.glyphs.push_back({blocks[0][0], blocks[2 * shape.cell - 1][0], encode_units(inside, row, i * shape.cell, shape.cell)});
        }

    const BitString empty = encode_units(inside, 0, 0, 1);  // glyph 0 is empty
    const auto repeat = [&](std::uint32_t units) {
        Piece piece{inside.luma[0][0], inside.luma[0][0], {}};
        for (std::uint32_t i = 0; i < units; ++i) {
            if (i > 0) put_difference(piece.bits, inside.dc[0], 0);
            piece.bits.put(empty);
        }
        return piece;
    };
    const std::uint32_t units = (layout_.size.width + unit_width - 1) / unit_width;
    line.left = repeat(shape.column);
    line.right = repeat(units - shape.column - shape.cells * shape.cell);
}

void JpegPainter::cut_background(const std::vector<std::byte>& jpeg) {
    const std::size_t begin = scan_begin(jpeg);
    const auto rows = segments(std::span(jpeg).subspan(begin));
    fixed_.assign(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(begin));
    Step step;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
        step.line = Layout::line_count;
        for (std::size_t i = 0; i < lines_.size(); ++i)
            if (row - layout_.lines[i].row < layout_.lines[i].rows) step.line = i;  // unsigned: before it is far behind it
        if (step.line == Layout::line_count) {
            fixed_.insert(fixed_.end(), rows[row].begin(), rows[row].end());
        } else {
            step.row = row - layout_.lines[step.line].row;
            step.size = fixed_.size() - step.offset;
            steps_.push_back(step);
            step.offset = fixed_.size();
        }
        put_marker(fixed_, row + 1 < rows.size() ? 0xd0 + row % 8 : 0xd9);
    }
    steps_.push_back({step.offset, fixed_.size() - step.offset, Layout::line_count, 0});
}

std::size_t JpegPainter::longest_row(std::size_t which) const {
    std::size_t longest = 0;
    for (const Piece& piece : lines_[which].glyphs) longest = std::max(longest, piece.bits.size());
    constexpr std::size_t dc = 32;  // at most 16 bits of code, 11 of value
    const std::size_t bits = lines_[which].left.bits.size() + lines_[which].right.bits.size() + 2 * dc +
                             layout_.lines[which].cells * (longest + dc);
    return bits / 8 * 2 + 16;
}

Stream JpegPainter::stream() const {
    Stream stream;
    stream.format = Format::jpeg;
    stream.width = layout_.size.width;
    stream.height = layout_.size.height;
    return stream;
}

std::byte* JpegPainter::put_row(std::byte* to, const Step& step, const Cells& cells) const {
    const Line& line = lines_[step.line];
    const Piece* row_glyphs = &line.glyphs[std::size_t{step.row} * layout_.lines[step.line].glyphs];
    BitWriter writer(to);
    int before = 0;
    const auto put = [&](const Piece& piece) {
        if (piece.bits.size() == 0) return;
        put_difference(writer, luma_dc_[0], piece.first_dc - before);
        writer.put(piece.bits);
        before = piece.last_dc;
    };
    put(line.left);
    for (std::uint8_t number : cells[step.line]) put(row_glyphs[number]);
    put(line.right);
    return writer.finish();
}

std::size_t JpegPainter::paint(const Cells& cells, Canvas& canvas) const {
    std::byte* to = canvas.bytes.get();
    for (const Step& step : steps_) {
        std::memcpy(to, fixed_.data() + step.offset, step.size);
        to += step.size;
        if (step.line != Layout::line_count) to = put_row(to, step, cells);
    }
    return static_cast<std::size_t>(to - canvas.bytes.get());
}

}  // namespace sluice::pattern
