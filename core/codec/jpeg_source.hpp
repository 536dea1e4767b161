#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include <jpeglib.h>

namespace sluice {

/// Where libjpeg reads from: a block of bytes. What is missing at its end is made up for by an EOI and a
/// warning, so that a cut picture still gives what is there.
class JpegSource : public jpeg_source_mgr {
public:
    JpegSource();
    JpegSource(const JpegSource&) = delete;
    JpegSource& operator=(const JpegSource&) = delete;

    /// For the next jpeg_read_header(); `bytes` must live until then and the end of reading.
    void set(j_decompress_ptr decoder, std::span<const std::byte> bytes) noexcept;
};

/// The standard Huffman tables (ITU T.81 K.3) into a decoder, and no quantiser: libjpeg keeps the tables of the frame
/// before, and a webcam's frame often has no Huffman tables of its own. Call it inside JpegErrors::run(), before every
/// jpeg_read_header().
void put_standard_tables(j_decompress_ptr decoder);
/// The standard Huffman tables into an encoder, for jpeg_set_defaults() keeps what is there. Inside JpegErrors::run().
void put_standard_tables(j_compress_ptr encoder);
/// After jpeg_read_header(): false where a component of the first scan has no quantiser, or one with a zero in it.
[[nodiscard]] bool has_quantisers(const jpeg_decompress_struct& decoder) noexcept;

}  // namespace sluice
