#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include <jpeglib.h>

#include "codec/jpeg_destination.hpp"
#include "codec/jpeg_error.hpp"
#include "codec/jpeg_memory.hpp"
#include "codec/jpeg_region.hpp"
#include "codec/jpeg_source.hpp"

namespace sluice {

/// Samples of whole MCUs.
struct RegionPlane {
    std::uint8_t* data = nullptr;
    std::size_t stride = 0, rows = 0;     ///< samples in a row, rows
    std::uint32_t width = 0, height = 0;  ///< those of them that are the picture's
};
using RegionPlanes = std::array<RegionPlane, 3>;
using RegionGrids = std::array<BlockGrid, 3>;

/// How so many MCUs are set side by side to be encoded as one picture.
[[nodiscard]] Size strip_of(std::size_t mcus) noexcept;
[[nodiscard]] RegionGrids grids_of(const JpegStyle& style, Size mcus, std::span<std::byte> memory) noexcept;

/// From blocks to samples and back, by libjpeg's own DCT. That is reached through small JPEGs alone, as its
/// functions are no part of its interface. [one thread at a time]
class JpegRegionCoder {
public:
    JpegRegionCoder();
    ~JpegRegionCoder();
    JpegRegionCoder(const JpegRegionCoder&) = delete;
    JpegRegionCoder& operator=(const JpegRegionCoder&) = delete;

    /// The samples of all its MCUs, as they are in the JPEG: chroma is not made finer.
    void decode(const JpegRegion& region, const RegionPlanes& to);
    /// The blocks of these MCUs of the region (row by row numbered), one after the other in `to`, which is of
    /// strip_of().
    void encode(const JpegRegion& region, const RegionPlanes& from, std::span<const std::uint32_t> mcus,
                const RegionGrids& to);

private:
    void write_small_jpeg(const JpegRegion& region);
    void read_samples(const JpegRegion& region, const RegionPlanes& to);
    void gather(const JpegRegion& region, const RegionPlanes& from, std::span<const std::uint32_t> mcus);

    JpegErrors errors_;
    JpegSource source_;
    JpegDestination output_;
    JpegMemory region_{JpegMemory::Use::write};
    JpegMemory coded_{JpegMemory::Use::fill};
    jpeg_compress_struct writer_{};
    jpeg_decompress_struct reader_{};
    jpeg_compress_struct coder_{};
    std::vector<std::uint8_t> strip_;  ///< a row of MCUs
    std::array<std::size_t, 3> strip_begin_{};
};

}  // namespace sluice
