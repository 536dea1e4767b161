#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <sluice/bytes.hpp>
#include <sluice/coefficients.hpp>
#include <sluice/encoding.hpp>
#include <sluice/frame.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"
#include "codec/fitted_quality.hpp"
#include "codec/jpeg_style.hpp"

namespace sluice {

/// All that turns bytes into pixels or blocks, and back. Keeps libjpeg's states and the memory they need
/// from frame to frame, as many as are in use at once. Everything throws Damage where bytes cannot be
/// opened, Error where they are fine but nobody can open such (CMYK), or memory is at its bound.
/// One for a process; lives until the last picture is gone. [any thread]
class Codec {
public:
    struct Limits {
        BufferPool::Limits pixels{256, 256u << 20};  ///< views, canvases, blocks of coefficients
        BufferPool::Limits bytes{256, 64u << 20};   ///< JPEGs it made
        std::uint64_t most_pixels = 64'000'000;      ///< of a JPEG that does not keep to `expected`
    };
    Codec();
    explicit Codec(const Limits& limits);
    ~Codec();
    Codec(const Codec&) = delete;
    Codec& operator=(const Codec&) = delete;

    /// A JPEG's planes: gray (Y alone; chroma is not even dequantised) or i420 (chroma as coarse as the JPEG has
    /// it), shrunk in the DCT by 1, 2, 4 or 8. `expected`: the size its frame states; another is Damage.
    [[nodiscard]] PixelsPtr decode(std::span<const std::byte> jpeg, Size expected, std::uint32_t shrink, bool chroma);
    /// A raw frame's planes, full range: gray (`chroma` false) or i420; of bgr24 and rgb24 the same format
    /// where `chroma` is asked for.
    [[nodiscard]] PixelsPtr open_raw(const FrameInfo& info, std::span<const std::byte> bytes, bool chroma);

    /// The mean of factor x factor samples of each plane (2, 4 or 8); equal to decoding so much smaller within a level.
    [[nodiscard]] PixelsPtr shrunk(const PixelsPtr& pixels, std::uint32_t factor);
    /// Another format of the same picture: any of gray, i420 (4:2:0 from bgr24 and rgb24), bgr24, rgb24 from any. Y
    /// of i420 as gray shares its memory.
    [[nodiscard]] PixelsPtr converted(const PixelsPtr& pixels, Format format);
    /// The part that covers this region of the frame, moved out to whole samples of every plane; shares memory.
    [[nodiscard]] static PixelsPtr cut(const PixelsPtr& pixels, Region region);

    [[nodiscard]] CanvasPtr canvas(Format format, Size size);
    /// A copy to write on.
    [[nodiscard]] CanvasPtr copy(const Pixels& pixels);
    /// The canvas as pixels; nothing is copied.
    [[nodiscard]] static PixelsPtr freeze(CanvasPtr canvas);

    /// A JPEG of these pixels. i420 and gray are encoded as they are; bgr24 and rgb24 with the style's sampling.
    /// With quality 0 by the style's tables (85 where it has none). Standard Huffman tables, no APPn or COM but JFIF.
    /// `fitted`: where a budget's search may begin, and what it came to.
    [[nodiscard]] Bytes encode(const Pixels& pixels, const JpegStyle& style, const Encoding& encoding,
                               FittedQuality* fitted = nullptr);

    /// A JPEG's blocks; nullptr where it is neither gray nor YCbCr.
    [[nodiscard]] CoefficientEditPtr read_blocks(std::span<const std::byte> jpeg, Size expected);
    /// A copy; of blocks that this made.
    [[nodiscard]] CoefficientEditPtr copy(const Coefficients& blocks);
    /// The JPEG of these blocks; of blocks that this made. Restart interval and Huffman tables as they were read,
    /// where those tables hold every code; no APPn or COM of the original.
    [[nodiscard]] Bytes write_blocks(const Coefficients& blocks);
    /// The style of these blocks.
    [[nodiscard]] static JpegStyle style_of(const Coefficients& blocks);

    [[nodiscard]] std::size_t mapped_bytes() const noexcept;
    [[nodiscard]] const Limits& limits() const noexcept;

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sluice
