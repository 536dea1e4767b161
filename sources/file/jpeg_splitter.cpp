#include "jpeg_splitter.hpp"

#include <cstring>

namespace sluice::replay {

namespace {

constexpr unsigned soi = 0xd8, eoi = 0xd9, sos = 0xda;

bool is_restart(unsigned marker) { return marker >= 0xd0 && marker <= 0xd7; }
bool is_frame_header(unsigned marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

class Walker {
public:
    Walker(std::span<const std::byte> bytes, bool last) : bytes_(bytes), last_(last) {}

    JpegSplit walk() {
        if (!find_start()) return split_;
        at_ = split_.begin + 2;
        for (;;) {
            if (!room(2)) return cut_off();
            if (byte(0) != 0xff) return damaged();
            const unsigned marker = byte(1);
            if (marker == 0xff) {  // fill byte
                ++at_;
            } else if (marker == eoi) {
                split_.kind = JpegSplit::Kind::picture;
                split_.end = at_ + 2;
                return split_;
            } else if (marker == soi) {  // all was well up to here: the end was lost, thumbnails in it are no pictures
                return damaged(at_);
            } else if (marker == 0) {
                return damaged();
            } else if (marker == 0x01 || is_restart(marker)) {
                at_ += 2;
            } else if (!pass_segment(marker)) {
                return cut_off();
            }
            if (broken_) return damaged();
        }
    }

private:
    [[nodiscard]] bool room(std::size_t count) const { return bytes_.size() - at_ >= count; }
    [[nodiscard]] unsigned byte(std::size_t i) const { return std::to_integer<unsigned>(bytes_[at_ + i]); }

    /// SOI and the 0xff of the marker behind it.
    bool find_start() {
        std::size_t i = 0;
        while (i + 3 <= bytes_.size()) {
            const void* found = std::memchr(bytes_.data() + i, 0xff, bytes_.size() - 2 - i);
            if (!found) break;
            i = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
            if (std::to_integer<unsigned>(bytes_[i + 1]) == soi && std::to_integer<unsigned>(bytes_[i + 2]) == 0xff) {
                split_.begin = i;
                return true;
            }
            ++i;
        }
        split_.begin = bytes_.size() < 2 ? 0 : bytes_.size() - 2;  // those two may begin one
        return false;
    }

    /// False: it reaches beyond the bytes.
    bool pass_segment(unsigned marker) {
        if (!room(4)) return false;
        const std::size_t length = byte(2) << 8 | byte(3);
        if (length < 2) {
            broken_ = true;
            return true;
        }
        if (!room(2 + length)) return false;
        if (is_frame_header(marker) && length >= 8) {
            split_.height = byte(5) << 8 | byte(6);
            split_.width = byte(7) << 8 | byte(8);
        }
        at_ += 2 + length;
        return marker != sos || pass_scan();
    }

    /// To the marker that ends the entropy-coded data: neither a stuffed zero nor a restart.
    bool pass_scan() {
        while (room(2)) {
            const void* found = std::memchr(bytes_.data() + at_, 0xff, bytes_.size() - 1 - at_);
            if (!found) break;
            at_ = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
            const unsigned next = byte(1);
            if (next != 0 && next != 0xff && !is_restart(next)) return true;
            at_ += next == 0xff ? 1 : 2;
        }
        at_ = bytes_.size();
        return false;
    }

    JpegSplit cut_off() { return !last_ ? split_ : at_ == bytes_.size() ? damaged(at_) : damaged(); }

    /// Without a place to go on at, whatever followed its SOI may hold the next picture.
    JpegSplit damaged(std::size_t end = 0) {
        split_.kind = JpegSplit::Kind::damaged;
        split_.end = end > split_.begin ? end : split_.begin + 2;
        return split_;
    }

    std::span<const std::byte> bytes_;
    bool last_;
    bool broken_ = false;
    std::size_t at_ = 0;
    JpegSplit split_;
};

}  // namespace

JpegSplit split_jpeg(std::span<const std::byte> bytes, bool last) noexcept { return Walker(bytes, last).walk(); }

}  // namespace sluice::replay
