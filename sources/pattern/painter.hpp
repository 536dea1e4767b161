#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <sluice/source.hpp>

#include "layout.hpp"

namespace sluice::pattern {

/// The glyph in each cell of each line of one frame.
using Cells = std::array<std::vector<std::uint8_t>, Layout::line_count>;

/// Memory for one frame that keeps what it showed last.
struct Canvas {
    std::unique_ptr<std::byte[]> bytes;
    Cells shown;  ///< empty: nothing yet
};

/// Everything is drawn, and encoded, in its constructor; a frame is put together from that.
class Painter {
public:
    virtual ~Painter() = default;

    /// Format, size, planes, range; the rate is left to the caller.
    [[nodiscard]] virtual Stream stream() const = 0;
    /// No frame is longer.
    [[nodiscard]] virtual std::size_t capacity() const noexcept = 0;
    /// Returns the frame's length. `canvas` has capacity() bytes and was used by this painter alone.
    [[nodiscard]] virtual std::size_t paint(const Cells& cells, Canvas& canvas) const = 0;
};

}  // namespace sluice::pattern
