#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sluice/source.hpp>

#include "codec/jpeg_dht.hpp"

namespace sluice {

/// Whether the bytes of a source are a picture of the stream it announced. Not locked: one lane's.
class FrameCheck {
public:
    /// What follows is of this stream; before it, nothing is a picture. [lane]
    void begin(const Stream& stream);

    struct Verdict {
        std::string_view lost;                ///< why it is dropped, for the counters; lives for ever; empty: it is a picture
        std::size_t size = 0;                 ///< bytes that are the picture: padding after the end is not
        std::size_t insert_dht_at = 0;        ///< where the standard Huffman tables are missing; 0: nowhere
        std::uint32_t width = 0, height = 0;  ///< pixels, as its header says, or the stream's
    };
    /// About 50 ns for a camera's JPEG of any size; where the stream says Validate::strict, every byte is read: 2 to
    /// 12 µs for a frame of 60 KB.
    [[nodiscard]] Verdict check(std::span<const std::byte> bytes) const noexcept;  // [lane]

private:
    [[nodiscard]] Verdict check_raw(std::span<const std::byte> bytes) const noexcept;
    [[nodiscard]] Verdict check_jpeg_bytes(std::span<const std::byte> bytes) const noexcept;

    Stream stream_;
    std::size_t least_bytes_ = 0;
};

}  // namespace sluice
