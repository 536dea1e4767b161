#include "graph/frame_check.hpp"

#include <algorithm>

#include "codec/jpeg_check.hpp"
#include "codec/jpeg_scan_check.hpp"

namespace sluice {

namespace {

std::size_t bytes_needed_by(const Planes& planes) {
    std::size_t needed = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(planes.count, planes.plane.size()); ++i) {
        const Plane& plane = planes.plane[i];
        needed = std::max(needed, plane.offset + std::size_t{plane.stride} * plane.rows);
    }
    return needed;
}

FrameCheck::Verdict dropped_for(std::string_view reason) {
    FrameCheck::Verdict verdict;
    verdict.lost = reason;
    return verdict;
}

}  // namespace

void FrameCheck::begin(const Stream& stream) {
    stream_ = stream;
    least_bytes_ = bytes_needed_by(stream.planes);
}

FrameCheck::Verdict FrameCheck::check(std::span<const std::byte> bytes) const noexcept {
    if (bytes.empty()) return dropped_for("empty");
    return stream_.format == Format::jpeg ? check_jpeg_bytes(bytes) : check_raw(bytes);
}

// Whatever is validated: who opens the planes relies on their being there.
FrameCheck::Verdict FrameCheck::check_raw(std::span<const std::byte> bytes) const noexcept {
    if (bytes.size() < least_bytes_) return dropped_for("short");
    const bool padded = least_bytes_ > 0 && stream_.validate != Validate::off;
    return {{}, padded ? least_bytes_ : bytes.size(), 0, stream_.width, stream_.height};
}

FrameCheck::Verdict FrameCheck::check_jpeg_bytes(std::span<const std::byte> bytes) const noexcept {
    if (stream_.validate == Validate::off) return {{}, bytes.size(), 0, stream_.width, stream_.height};
    const JpegCheck jpeg = check_jpeg(bytes);
    if (jpeg.verdict != JpegCheck::Verdict::ok) return dropped_for(reason_of(jpeg.verdict));
    if (stream_.size_agreed && (jpeg.width != stream_.width || jpeg.height != stream_.height)) return dropped_for("other size");
    Verdict verdict{{}, jpeg.size, 0, jpeg.width, jpeg.height};
    if (stream_.validate == Validate::strict) {
        verdict.size = check_jpeg_markers(bytes);
        if (verdict.size == 0) return dropped_for("bad markers");
    }
    if (stream_.insert_dht) verdict.insert_dht_at = find_missing_dht(bytes.first(verdict.size));
    return verdict;
}

}  // namespace sluice
