#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluice {

/// What was found out about the bytes a camera calls a JPEG.
struct JpegCheck {
    enum class Verdict : std::uint8_t {
        ok,
        empty,      ///< no byte at all
        too_short,  ///< shorter than any JPEG can be
        no_start,   ///< does not begin with SOI
        no_size,    ///< no frame header before the scan, or one of 0 or more than 65500 pixels a side
        no_end,     ///< no EOI within the last 64 KiB: the end was lost on the bus
    };

    Verdict verdict = Verdict::empty;
    std::uint32_t width = 0, height = 0;  ///< pixels, of an ok one
    std::size_t size = 0;                 ///< up to and including EOI: what a camera pads after it is cut
};

/// For counters: "no end", "short", ... [any thread]
[[nodiscard]] std::string_view reason_of(JpegCheck::Verdict verdict) noexcept;

/// Looks whether these bytes are one whole JPEG, without reading the picture: the header's segments up
/// to the frame header (ITU T.81 B.2.2), then EOI from the end backwards. About 50 ns for a camera's frame,
/// whatever its size; a few µs where padding must be searched. Reads nothing beyond `bytes`. [any thread]
[[nodiscard]] JpegCheck check_jpeg(std::span<const std::byte> bytes) noexcept;

}  // namespace sluice
