#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <sluice/format.hpp>
#include <sluice/params.hpp>

namespace sluice {

/// What a filter wants to see of a frame. Declared in its entry (NodeEntry::wishes), then asked for:
///     context.pixels(frame, {Format::gray, 4})
struct Wish {
    Format format = Format::gray;  ///< gray, i420, bgr24 or rgb24
    std::uint32_t shrink = 1;      ///< 1, 2, 4 or 8: width and height divided by it, rounded up
    Region region{};               ///< pixels of the frame; empty: all of it. Need not be declared
    /// In place of shrink: the greatest shrink at which the picture is still at least this large. A
    /// width or height of 0 does not count; a smaller picture comes as it is.
    Size at_least{};

    friend bool operator==(const Wish&, const Wish&) = default;
};

/// Rows of samples: sample x of row y begins at data + y * stride + x * (3 in bgr24 and rgb24, else 1).
template <typename Byte>
struct PixelPlane {
    Byte* data = nullptr;
    std::uint32_t stride = 0;  ///< bytes from one row to the next
    std::uint32_t width = 0;   ///< samples in a row
    std::uint32_t height = 0;  ///< rows

    [[nodiscard]] Byte* row(std::uint32_t y) const noexcept { return data + std::size_t{stride} * y; }
};

/// A decoded view of a frame. Always full range (0..255), whatever the camera sends, so that a threshold
/// means the same for each. gray is one plane; bgr24 and rgb24 are one of three bytes a pixel; i420 is
/// Y, U and V, with chroma as coarse as the JPEG has it: 4:2:0 mostly, but 4:2:2 for most webcams, so take
/// each plane's own width and height. A gray JPEG opened as i420 has neutral chroma (4:2:0).
/// Only the host makes one; fields are added at the end. Frozen; may be read from any thread and kept
/// beyond the frame, though what is kept is not free for others.
struct Pixels {
    Format format = Format::gray;
    std::uint32_t width = 0, height = 0;  ///< pixels of this view
    std::uint32_t x = 0, y = 0;           ///< where its top left lies, in pixels of the frame
    std::uint32_t shrink = 1;             ///< a pixel of it is so many of the frame, in both directions
    Matrix matrix = Matrix::bt601;        ///< how i420 relates to RGB; of no meaning for others
    std::uint32_t planes = 0;
    std::array<PixelPlane<const std::uint8_t>, 3> plane{};
    std::shared_ptr<const void> keeper;   ///< keeps the memory alive
    bool partial = false;  ///< some of the JPEG's data was lost: part of the picture is gray or out of place
};

using PixelsPtr = std::shared_ptr<const Pixels>;

/// Pixels to write on, then to hand to Context::publish(). Same shapes as Pixels. Memory is the host's and
/// goes back when this is destroyed. Owned by one thread at a time.
class Canvas {
public:
    virtual ~Canvas() = default;

    Format format = Format::gray;
    std::uint32_t width = 0, height = 0;  ///< pixels
    std::uint32_t x = 0, y = 0;           ///< where its top left lies, in pixels of the frame
    Matrix matrix = Matrix::bt601;
    std::uint32_t planes = 0;
    std::array<PixelPlane<std::uint8_t>, 3> plane{};

    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

protected:
    Canvas() = default;
};

using CanvasPtr = std::unique_ptr<Canvas>;

}  // namespace sluice
