#pragma once

#include <array>

#include "painter.hpp"
#include "raw_picture.hpp"

namespace sluice::pattern {

/// Lays the background into a canvas once, then only the cells that show something else than before.
class RawPainter final : public Painter {
public:
    RawPainter(const Layout& layout, Format format);

    [[nodiscard]] Stream stream() const override;
    [[nodiscard]] std::size_t capacity() const noexcept override { return background_.bytes.size(); }
    [[nodiscard]] std::size_t paint(const Cells& cells, Canvas& canvas) const override;

private:
    void put_cell(std::size_t line, std::uint32_t cell, std::uint32_t glyph, std::byte* to) const;

    Layout layout_;
    Format format_;
    RawPicture background_;
    std::array<RawPicture, Layout::line_count> glyphs_;
};

}  // namespace sluice::pattern
