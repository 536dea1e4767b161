#include "codec/jpeg_scan_check.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "codec/jpeg_markers.hpp"

namespace sluice {

namespace {

constexpr std::size_t most_components = 4;  // of what any decoder of pictures takes

std::uint64_t parts_of(std::uint64_t whole, std::uint64_t part) { return (whole + part - 1) / part; }

/// One JPEG on the way through its markers.
class MarkerWalk {
public:
    explicit MarkerWalk(std::span<const std::byte> jpeg) noexcept : jpeg_(jpeg) {}

    /// The size up to and including EOI, or 0.
    std::size_t run() noexcept {
        const auto start = jpeg_marker::segment_at(jpeg_, 0);
        if (!start || start->at != 0 || start->marker != jpeg_marker::soi) return 0;
        at_ = start->end();
        while (const auto segment = jpeg_marker::segment_at(jpeg_, at_)) {
            at_ = segment->end();
            if (segment->marker == jpeg_marker::eoi) return whole() ? at_ : 0;
            if (!take(*segment)) return 0;
        }
        return 0;
    }

private:
    struct Component {
        unsigned id = 0, across = 1, down = 1;  // sampling factors
    };

    // Tables behind the last scan would be for nothing: there a marker came to be that is none.
    [[nodiscard]] bool whole() const noexcept { return components_ > 0 && scanned_ == all() && !tables_open_; }
    [[nodiscard]] unsigned all() const noexcept { return (1u << components_) - 1; }
    [[nodiscard]] bool progressive() const noexcept { return (frame_ & 3) == 2; }
    [[nodiscard]] bool lossless() const noexcept { return (frame_ & 3) == 3; }

    [[nodiscard]] unsigned byte(std::size_t i) const noexcept { return jpeg_marker::byte_at(jpeg_, i); }
    [[nodiscard]] unsigned word(std::size_t i) const noexcept { return jpeg_marker::word_at(jpeg_, i); }

    bool take(const jpeg_marker::Segment& segment) noexcept {
        if (jpeg_marker::is_frame_header(segment.marker)) return take_frame(segment);
        if (segment.marker == jpeg_marker::sos) return take_scan(segment);
        if (segment.marker == jpeg_marker::tem) return true;
        tables_open_ = true;
        if (segment.marker != jpeg_marker::dri) return jpeg_marker::is_table_or_text(segment.marker);
        if (segment.size != 6) return false;
        interval_ = word(segment.at + 4);
        return true;
    }

    bool take_frame(const jpeg_marker::Segment& segment) noexcept {
        if (components_ > 0 || segment.size < 13) return false;
        frame_ = segment.marker;
        height_ = word(segment.at + 5);
        width_ = word(segment.at + 7);
        const std::size_t count = byte(segment.at + 9);
        if (count == 0 || count > most_components || segment.size != 10 + 3 * count) return false;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t place = segment.at + 10 + 3 * i;
            Component& component = component_[i];
            component = {byte(place), byte(place + 1) >> 4, byte(place + 1) & 15};
            if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4) return false;
            most_across_ = std::max(most_across_, component.across);
            most_down_ = std::max(most_down_, component.down);
        }
        components_ = count;
        return width_ > 0 && height_ > 0;
    }

    bool take_scan(const jpeg_marker::Segment& segment) noexcept {
        if (components_ == 0 || segment.size < 5) return false;
        const std::size_t count = byte(segment.at + 4);
        if (count == 0 || count > components_ || segment.size != 8 + 2 * count) return false;
        unsigned scanned = 0;
        const Component* last = nullptr;
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned id = byte(segment.at + 5 + 2 * i);
            std::size_t index = 0;
            while (index < components_ && component_[index].id != id) ++index;
            if (index == components_ || (scanned & 1u << index)) return false;
            scanned |= 1u << index;
            last = &component_[index];
        }
        if (!progressive() && (scanned_ & scanned) != 0) return false;
        scanned_ |= scanned;
        tables_open_ = false;
        return pass_entropy_coded(interval_ == 0 ? 0 : parts_of(count == 1 ? units_of(*last) : units(), interval_) - 1);
    }

    // How many minimum coded units a scan has: of several components, and of one alone (ITU T.81 A.2).
    [[nodiscard]] std::uint64_t units() const noexcept {
        const unsigned side = lossless() ? 1 : 8;
        return parts_of(width_, std::uint64_t{side} * most_across_) *
               parts_of(height_, std::uint64_t{side} * most_down_);
    }
    [[nodiscard]] std::uint64_t units_of(const Component& component) const noexcept {
        const unsigned side = lossless() ? 1 : 8;
        return parts_of(parts_of(std::uint64_t{width_} * component.across, most_across_), side) *
               parts_of(parts_of(std::uint64_t{height_} * component.down, most_down_), side);
    }

    /// To the marker that ends the scan.
    bool pass_entropy_coded(std::uint64_t restarts) noexcept {
        std::uint64_t seen = 0;
        std::size_t from = at_;  // of the bytes since the last marker
        while (at_ < jpeg_.size()) {
            const void* found = std::memchr(jpeg_.data() + at_, 0xff, jpeg_.size() - at_);
            if (!found) return false;
            const auto place = static_cast<std::size_t>(static_cast<const std::byte*>(found) - jpeg_.data());
            if (place + 1 == jpeg_.size()) return false;
            at_ = place + 2;
            if (byte(place + 1) == 0) continue;  // a coded 0xff
            const auto segment = jpeg_marker::segment_at(jpeg_, place);
            if (!segment || place == from) return false;
            if (!jpeg_marker::is_restart(segment->marker)) {
                at_ = place;
                return seen == restarts;
            }
            if (segment->marker != jpeg_marker::rst0 + seen % 8) return false;
            ++seen;
            at_ = from = segment->end();
        }
        return false;
    }

    std::span<const std::byte> jpeg_;
    std::size_t at_ = 0;
    unsigned frame_ = 0;  // its marker
    std::uint32_t width_ = 0, height_ = 0;
    std::array<Component, most_components> component_{};
    std::size_t components_ = 0;
    unsigned most_across_ = 1, most_down_ = 1;
    unsigned interval_ = 0;  // minimum coded units from one restart marker to the next; 0: none
    unsigned scanned_ = 0;   // a bit for each component
    bool tables_open_ = false;
};

}  // namespace

std::size_t check_jpeg_markers(std::span<const std::byte> jpeg) noexcept { return MarkerWalk(jpeg).run(); }

}  // namespace sluice
