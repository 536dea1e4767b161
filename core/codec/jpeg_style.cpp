#include "codec/jpeg_style.hpp"

#include <optional>

namespace sluice {

namespace {

// Position of the k-th coefficient of the zigzag order, row by row (ITU T.81 figure A.6).
constexpr std::array<std::uint8_t, 64> zigzag = {0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
                                                 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
                                                 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
                                                 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

using Jpeg = std::span<const std::byte>;
using Table = std::array<std::uint16_t, 64>;

unsigned at(Jpeg bytes, std::size_t i) { return std::to_integer<unsigned>(bytes[i]); }
unsigned word_at(Jpeg bytes, std::size_t i) { return at(bytes, i) << 8 | at(bytes, i + 1); }

/// What the segments before the first scan say.
struct Header {
    std::array<std::optional<Table>, 4> tables;
    std::array<unsigned, 3> slot{};
    std::array<unsigned, 3> id{};
    bool framed = false;
    bool foreign = false;  ///< an Adobe segment says that it is not YCbCr
};

bool read_tables(Jpeg segment, Header& header) {  // B.2.4.1
    while (!segment.empty()) {
        const unsigned wide = at(segment, 0) >> 4, slot = at(segment, 0) & 15;
        const std::size_t size = 1 + 64u * (wide ? 2 : 1);
        if (wide > 1 || slot > 3 || segment.size() < size) return false;
        Table& table = header.tables[slot].emplace();
        for (std::size_t k = 0; k < 64; ++k)
            table[zigzag[k]] = static_cast<std::uint16_t>(wide ? word_at(segment, 1 + 2 * k) : at(segment, 1 + k));
        segment = segment.subspan(size);
    }
    return true;
}

bool read_frame(Jpeg segment, Header& header, JpegStyle& style) {  // B.2.2
    if (segment.size() < 6) return false;
    const std::size_t planes = at(segment, 5);
    if ((planes != 1 && planes != 3) || segment.size() < 6 + 3 * planes) return false;
    for (std::size_t i = 0; i < planes; ++i) {
        const Jpeg component = segment.subspan(6 + 3 * i);
        header.id[i] = at(component, 0);
        style.component[i].h = at(component, 1) >> 4;
        style.component[i].v = at(component, 1) & 15;
        header.slot[i] = at(component, 2);
        const auto usual = [](std::uint32_t factor) { return factor >= 1 && factor <= 4; };
        if (!usual(style.component[i].h) || !usual(style.component[i].v) || header.slot[i] > 3) return false;
    }
    style.planes = static_cast<std::uint32_t>(planes);
    header.framed = true;
    return true;
}

bool is_frame(unsigned marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// The segments up to the first scan; false where they make no sense.
bool read_header(Jpeg jpeg, Header& header, JpegStyle& style) {
    if (jpeg.size() < 4 || word_at(jpeg, 0) != 0xffd8) return false;
    std::size_t i = 2;
    while (i + 4 <= jpeg.size() && at(jpeg, i) == 0xff) {
        const unsigned marker = at(jpeg, i + 1);
        if (marker == 0xff) {
            ++i;
            continue;
        }
        const std::size_t length = word_at(jpeg, i + 2);
        if (length < 2 || length > jpeg.size() - i - 2) return false;
        const Jpeg segment = jpeg.subspan(i + 4, length - 2);
        if (marker == 0xda) return header.framed;
        if (marker == 0xdb && !read_tables(segment, header)) return false;
        if (is_frame(marker) && !read_frame(segment, header, style)) return false;
        // Adobe's APP14: its last byte is 0 for RGB.
        if (marker == 0xee && segment.size() >= 12 && at(segment, 0) == 'A' && at(segment, 11) == 0)
            header.foreign = true;
        i += 2 + length;
    }
    return false;
}

}  // namespace

JpegStyle style_of(std::span<const std::byte> jpeg) noexcept {
    Header header;
    JpegStyle style;
    if (!read_header(jpeg, header, style)) return {};
    const bool rgb = style.planes == 3 && header.id == std::array<unsigned, 3>{'R', 'G', 'B'};
    if (rgb || (header.foreign && style.planes == 3)) return {};
    for (std::size_t i = 0; i < style.planes; ++i) {
        const std::optional<Table>& table = header.tables[header.slot[i]];
        if (!table) return {};
        style.component[i].quantiser = *table;
    }
    return style;
}

}  // namespace sluice
