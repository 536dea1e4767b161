#include "codec/jpeg_check.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sluice {

namespace {

// SOI, a frame header and a scan header of one component, EOI.
constexpr std::size_t least_size = 2 + 13 + 10 + 2;
// UVC cameras pad to their transfer unit, drivers to a page.
constexpr std::size_t most_padding = 64 * 1024;

constexpr unsigned soi = 0xd8, eoi = 0xd9, sos = 0xda;

unsigned at(std::span<const std::byte> bytes, std::size_t i) { return std::to_integer<unsigned>(bytes[i]); }
unsigned word_at(std::span<const std::byte> bytes, std::size_t i) { return at(bytes, i) << 8 | at(bytes, i + 1); }

bool is_frame_header(unsigned marker) {  // SOF0..15; DHT, JPG and DAC sit in the same row of the table
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}
bool stands_alone(unsigned marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= soi); }

struct FrameHeader {
    std::uint32_t width, height;
    std::size_t end;
};

std::optional<FrameHeader> find_frame_header(std::span<const std::byte> bytes) {
    std::size_t i = 2;
    while (i + 4 <= bytes.size() && at(bytes, i) == 0xff) {
        const unsigned marker = at(bytes, i + 1);
        if (marker == 0xff) {  // fill byte
            ++i;
            continue;
        }
        if (stands_alone(marker)) {
            i += 2;
            continue;
        }
        if (marker == sos || marker == eoi || marker == 0) break;
        const std::size_t length = word_at(bytes, i + 2);
        if (length < 2 || length > bytes.size() - i - 2) break;
        if (is_frame_header(marker)) {
            if (length < 11) break;
            return FrameHeader{word_at(bytes, i + 7), word_at(bytes, i + 5), i + 2 + length};
        }
        i += 2 + length;
    }
    return std::nullopt;
}

/// The size up to and including the last EOI, or 0. Entropy-coded data cannot hold one; thumbnails can,
/// so nothing before `from` is looked at.
std::size_t find_end(std::span<const std::byte> bytes, std::size_t from) {
    const std::size_t low = std::max(from, bytes.size() - std::min(bytes.size(), most_padding));
    std::size_t high = bytes.size() - 1;  // an 0xff in the last byte starts nothing
    while (high > low) {
        const void* found = memrchr(bytes.data() + low, 0xff, high - low);
        if (!found) return 0;
        high = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data());
        if (at(bytes, high + 1) == eoi) return high + 2;
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
    if (word_at(bytes, 0) != (0xff00 | soi)) return {Verdict::no_start};
    const std::optional<FrameHeader> header = find_frame_header(bytes);
    if (!header || header->width == 0 || header->height == 0) return {Verdict::no_size};
    const std::size_t size = find_end(bytes, header->end);
    if (size == 0) return {Verdict::no_end};
    return {Verdict::ok, header->width, header->height, size};
}

}  // namespace sluice
