#include "codec/jpeg_check.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "codec/jpeg_markers.hpp"

namespace sluice {

namespace {

// SOI, a frame header and a scan header of one component, EOI.
constexpr std::size_t least_size = 2 + 13 + 10 + 2;
// UVC cameras pad to their transfer unit, drivers to a page.
constexpr std::size_t most_padding = 64 * 1024;

struct FrameHeader {
    std::uint32_t width, height;
    std::size_t end;
};

std::optional<FrameHeader> find_frame_header(std::span<const std::byte> bytes) {
    std::size_t i = 2;
    while (const auto segment = jpeg_marker::segment_at(bytes, i)) {
        if (segment->marker == jpeg_marker::sos || segment->marker == jpeg_marker::eoi) break;
        i = segment->end();
        if (!jpeg_marker::is_frame_header(segment->marker)) continue;
        if (segment->size < 13) break;
        const std::uint32_t height = jpeg_marker::word_at(bytes, segment->at + 5);
        return FrameHeader{jpeg_marker::word_at(bytes, segment->at + 7), height, i};
    }
    return std::nullopt;
}

bool possible(std::uint32_t pixels) { return pixels > 0 && pixels <= jpeg_marker::most_pixels_a_side; }

/// The size up to and including the last EOI, or 0. Entropy-coded data cannot hold one; thumbnails can,
/// so nothing before `from` is looked at.
std::size_t find_end(std::span<const std::byte> bytes, std::size_t from) {
    const std::size_t low = std::max(from, bytes.size() - std::min(bytes.size(), most_padding));
    std::size_t high = bytes.size() - 1;  // an 0xff in the last byte starts nothing
    while (high > low) {
        const void* found = memrchr(bytes.data() + low, 0xff, high - low);
        if (!found) return 0;
        high = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data());
        if (jpeg_marker::byte_at(bytes, high + 1) == jpeg_marker::eoi) return high + 2;
    }
    return 0;
}

}  // namespace

std::string_view reason_of(JpegCheck::Verdict verdict) noexcept {
    using Verdict = JpegCheck::Verdict;
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::empty: return "empty";
        case Verdict::too_short: return "short";
        case Verdict::no_start: return "no start";
        case Verdict::no_size: return "bad size";
        case Verdict::no_end: return "no end";
    }
    return "damaged";
}

JpegCheck check_jpeg(std::span<const std::byte> bytes) noexcept {
    using Verdict = JpegCheck::Verdict;
    if (bytes.empty()) return {Verdict::empty};
    if (bytes.size() < least_size) return {Verdict::too_short};
    if (jpeg_marker::word_at(bytes, 0) != (0xff00 | jpeg_marker::soi)) return {Verdict::no_start};
    const std::optional<FrameHeader> header = find_frame_header(bytes);
    if (!header || !possible(header->width) || !possible(header->height)) return {Verdict::no_size};
    const std::size_t size = find_end(bytes, header->end);
    if (size == 0) return {Verdict::no_end};
    return {Verdict::ok, header->width, header->height, size};
}

}  // namespace sluice
