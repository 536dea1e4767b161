#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include <jpeglib.h>

#include <sluice/params.hpp>
#include <sluice/pixels.hpp>

#include "base/buffer_pool.hpp"
#include "codec/jpeg_error.hpp"
#include "codec/jpeg_memory.hpp"
#include "codec/jpeg_source.hpp"
#include "codec/pixel_memory.hpp"

namespace sluice {

/// Opens JPEGs into planes, one after the other with the same libjpeg struct. [one thread at a time]
class JpegDecoder {
public:
    JpegDecoder();
    ~JpegDecoder();
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    struct Order {
        Size expected{};           ///< the size its frame states; empty: any
        std::uint32_t shrink = 1;  ///< 1, 2, 4 or 8
        bool chroma = false;       ///< i420, else gray
        std::uint64_t most_pixels = 0;
    };
    /// As Codec::decode() says.
    [[nodiscard]] PixelsPtr decode(std::span<const std::byte> jpeg, const Order& order, BufferPool& pool);

private:
    void read_header(std::span<const std::byte> jpeg);
    void check(const Order& order) const;
    [[nodiscard]] BufferPool::Block lend_coefficients(BufferPool& pool);
    void start(const Order& order);
    [[nodiscard]] PixelMemory take_memory(BufferPool& pool, bool chroma) const;
    void read_planes(const PixelMemory& memory);

    JpegErrors errors_;
    JpegSource source_;
    JpegMemory memory_{JpegMemory::Use::fill};
    jpeg_progress_mgr progress_{};
    jpeg_decompress_struct decoder_{};
};

}  // namespace sluice
