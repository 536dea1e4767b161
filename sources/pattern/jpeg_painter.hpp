#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "jpeg_bits.hpp"
#include "painter.hpp"

namespace sluice::pattern {

/// Puts a JPEG together from parts that were encoded ahead, without encoding anything.
///
/// Each row of MCUs is a restart segment of its own (ITU T.81 E.1.4), so rows may be exchanged as bytes.
/// Rows that never change are copied, neighbours in one go. A row of cells is the bits of its glyphs
/// one after the other; what a glyph's bits depend on besides itself is only the DC of the block before
/// its first luma block, and that one code word is made afresh. Cells are grey, so chroma is always 0.
class JpegPainter final : public Painter {
public:
    JpegPainter(const Layout& layout, int quality);

    [[nodiscard]] Stream stream() const override;
    [[nodiscard]] std::size_t capacity() const noexcept override { return capacity_; }
    [[nodiscard]] std::size_t paint(const Cells& cells, Canvas& canvas) const override;

private:
    /// One row of MCUs of one glyph, without the code of its first DC.
    struct Piece {
        int first_dc = 0, last_dc = 0;
        BitString bits;
    };
    struct Line {
        std::vector<Piece> glyphs;  ///< row by row
        Piece left, right;          ///< the empty units on both sides
    };
    /// Bytes to copy, then one row of a line's cells.
    struct Step {
        std::size_t offset = 0, size = 0;
        std::size_t line = Layout::line_count;
        std::uint32_t row = 0;
    };

    void encode_line(std::size_t which, int quality);
    void cut_background(const std::vector<std::byte>& jpeg);
    [[nodiscard]] std::byte* put_row(std::byte* to, const Step& step, const Cells& cells) const;
    [[nodiscard]] std::size_t longest_row(std::size_t line) const;

    Layout layout_;
    std::vector<HuffmanCodes> luma_dc_;
    std::array<Line, Layout::line_count> lines_;
    std::vector<std::byte> fixed_;
    std::vector<Step> steps_;
    std::size_t capacity_ = 0;
};

}  // namespace sluice::pattern
