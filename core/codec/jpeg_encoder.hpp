#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include <jpeglib.h>

#include <sluice/bytes.hpp>
#include <sluice/encoding.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"
#include "codec/jpeg_destination.hpp"
#include "codec/jpeg_error.hpp"
#include "codec/fitted_quality.hpp"
#include "codec/jpeg_style.hpp"

namespace sluice {

/// Makes JPEGs, one after the other with the same libjpeg struct. [one thread at a time]
class JpegEncoder {
public:
    JpegEncoder();
    ~JpegEncoder();
    JpegEncoder(const JpegEncoder&) = delete;
    JpegEncoder& operator=(const JpegEncoder&) = delete;

    /// As Codec::encode() says, of pixels that JPEG can hold: see encodable(). `bytes`: where the JPEG is put.
    [[nodiscard]] Bytes encode(const Pixels& pixels, const JpegStyle& style, const Encoding& encoding, FittedQuality* fitted,
                               BufferPool& bytes);

    /// False for i420 of BT.709, which JPEG does not know, and of chroma that its sampling factors cannot express.
    [[nodiscard]] static bool has_its_matrix(const Pixels& pixels) noexcept;
    [[nodiscard]] static bool has_its_sampling(const Pixels& pixels) noexcept;

private:
    struct Job;
    [[nodiscard]] bool try_once(const Job& job, std::uint32_t quality, std::uint64_t most_bytes);
    /// Within the budget where that can be; the quality it came to.
    std::uint32_t fit(const Job& job, const Encoding& encoding, std::uint32_t fitted);
    std::uint32_t search(const Job& job, std::uint32_t from, std::uint64_t most_bytes);
    void set_up(const Job& job, std::uint32_t quality);
    void write_planes(const Pixels& pixels);
    void write_rows(const Pixels& pixels);
    [[nodiscard]] const std::uint8_t* padded_row(const PixelPlane<const std::uint8_t>& plane, std::uint32_t y,
                                                 std::uint32_t wide, std::uint8_t* to) const noexcept;

    JpegErrors errors_;
    JpegDestination destination_;
    jpeg_compress_struct encoder_{};
    std::vector<std::uint8_t> edge_;  ///< rows whose end is no whole block
    std::vector<std::byte> best_;     ///< the largest so far that fits
};

}  // namespace sluice
