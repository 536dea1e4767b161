#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <sluice/bytes.hpp>
#include <sluice/coefficients.hpp>
#include <sluice/params.hpp>

#include "base/buffer_pool.hpp"
#include "codec/jpeg_style.hpp"

namespace sluice {

/// Reads the blocks of JPEGs and writes them again, without a DCT. Keeps libjpeg's states and their memory from
/// picture to picture. What it made may outlive it, but not the pools. [one thread at a time; what it made may be
/// elsewhere]
class JpegBlockTools {
public:
    JpegBlockTools();
    ~JpegBlockTools();
    JpegBlockTools(JpegBlockTools&&) noexcept;
    JpegBlockTools& operator=(JpegBlockTools&&) noexcept;

    /// nullptr where it is neither gray nor YCbCr, or chroma is not a whole number of times as coarse as luma. Throws
    /// Damage where it cannot be read, has more than `most_pixels`, or another size than `expected` (unless that is
    /// empty).
    [[nodiscard]] CoefficientEditPtr read(std::span<const std::byte> jpeg, Size expected, std::uint64_t most_pixels,
                                          BufferPool& pixels);
    [[nodiscard]] CoefficientEditPtr copy(const Coefficients& blocks, BufferPool& pixels);
    /// A JPEG of one scan, with the Huffman tables and restart interval it was read with, and JFIF's as its only APPn.
    /// A value that no JPEG can hold is written as the nearest that one can.
    [[nodiscard]] Bytes write(const Coefficients& blocks, BufferPool& bytes);
    [[nodiscard]] static JpegStyle style_of(const Coefficients& blocks);

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sluice
