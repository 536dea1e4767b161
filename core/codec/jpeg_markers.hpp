#pragma once

#include <cstddef>
#include <optional>
#include <span>

/// The markers of a JPEG and the segments behind them (ITU T.81 table B.1, B.1.1.4), for those who walk over them
/// without reading the picture.
namespace sluice::jpeg_marker {

inline constexpr unsigned dht = 0xc4, rst0 = 0xd0, rst7 = 0xd7, soi = 0xd8, eoi = 0xd9, sos = 0xda, dqt = 0xdb, dri = 0xdd,
                          app0 = 0xe0, app15 = 0xef, com = 0xfe, dac = 0xcc, tem = 0x01;

/// More than libjpeg takes, and with it most of the world; the format itself goes to 65535.
inline constexpr unsigned most_pixels_a_side = 65500;

[[nodiscard]] inline unsigned byte_at(std::span<const std::byte> bytes, std::size_t i) noexcept {
    return std::to_integer<unsigned>(bytes[i]);
}
[[nodiscard]] inline unsigned word_at(std::span<const std::byte> bytes, std::size_t i) noexcept {
    return byte_at(bytes, i) << 8 | byte_at(bytes, i + 1);
}

/// SOF0..15; DHT, JPG and DAC sit in the same row of the table.
[[nodiscard]] constexpr bool is_frame_header(unsigned marker) noexcept {
    return marker >= 0xc0 && marker <= 0xcf && marker != dht && marker != 0xc8 && marker != dac;
}
/// What may stand between the headers of the frame and its scans, and needs none of them; not DRI.
[[nodiscard]] constexpr bool is_table_or_text(unsigned marker) noexcept {
    return marker == dht || marker == dqt || marker == dac || marker == com || (marker >= app0 && marker <= app15);
}
[[nodiscard]] constexpr bool is_restart(unsigned marker) noexcept { return marker >= rst0 && marker <= rst7; }
/// Nothing but its two bytes.
[[nodiscard]] constexpr bool stands_alone(unsigned marker) noexcept {
    return marker == tem || (marker >= rst0 && marker <= eoi);
}

struct Segment {
    unsigned marker;
    std::size_t at;    ///< of the 0xff in front of the marker
    std::size_t size;  ///< with these two bytes; 2 where it stands alone
    [[nodiscard]] std::size_t end() const noexcept { return at + size; }
};

/// The segment at `i`, or behind the fill bytes there; nothing where there is none that ends within `bytes`.
[[nodiscard]] inline std::optional<Segment> segment_at(std::span<const std::byte> bytes, std::size_t i) noexcept {
    if (i >= bytes.size() || byte_at(bytes, i) != 0xff) return std::nullopt;
    while (i + 1 < bytes.size() && byte_at(bytes, i + 1) == 0xff) ++i;
    if (bytes.size() - i < 2) return std::nullopt;
    const unsigned marker = byte_at(bytes, i + 1);
    if (marker == 0) return std::nullopt;
    if (stands_alone(marker)) return Segment{marker, i, 2};
    if (bytes.size() - i < 4) return std::nullopt;
    const std::size_t length = word_at(bytes, i + 2);
    if (length < 2 || length > bytes.size() - i - 2) return std::nullopt;
    return Segment{marker, i, 2 + length};
}

}  // namespace sluice::jpeg_marker
