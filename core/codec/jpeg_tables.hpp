#pragma once

#include <array>
#include <cstdint>
#include <cstdio>

#include <jpeglib.h>

namespace sluice {

/// A DHT table as it stands in a JPEG (ITU T.81 B.2.4.2): how many codes have 1..16 bits, and what they mean.
struct HuffmanTable {
    std::array<std::uint8_t, 17> bits{};
    std::array<std::uint8_t, 256> values{};
};

/// The tables a JPEG's scan was coded with, to write its blocks with them again.
struct HuffmanTables {
    /// False: the standard ones are to be taken. A table made for one picture lacks codes that another needs, and
    /// libjpeg's encoder then writes nothing for them without a word.
    bool complete = false;
    std::array<HuffmanTable, 2> dc, ac;
    std::array<std::uint8_t, 3> dc_of{}, ac_of{};  ///< which of them a component takes
};

/// After jpeg_read_header(): the tables the scan begins with, where it is the only one and they have a code for
/// every value that an edited picture may hold.
[[nodiscard]] HuffmanTables huffman_tables_of(const jpeg_decompress_struct& decoder) noexcept;

/// Into an encoder after jpeg_set_defaults() and jpeg_set_colorspace(), for each picture: libjpeg keeps those of the
/// one before. Inside JpegErrors::run().
void put_huffman_tables(const HuffmanTables& tables, j_compress_ptr encoder);

}  // namespace sluice
