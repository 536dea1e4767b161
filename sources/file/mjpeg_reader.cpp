#include "mjpeg_reader.hpp"

#include <algorithm>
#include <cstring>

#include <sluice/error.hpp>

namespace sluice::replay {

namespace {
constexpr std::size_t first_window = 1024 * 1024;
}

MjpegReader::MjpegReader(Fd file, const std::string& path) : file_(std::move(file)), window_(first_window) {
    JpegSplit found = split();
    while (found.kind == JpegSplit::Kind::damaged) {
        begin_ += found.end;
        found = split();
    }
    if (found.kind != JpegSplit::Kind::picture)
        throw Error(path + " holds no JPEG", "it must be JPEGs laid end to end, or a folder of *.jpg files");
    first_ = {found.width, found.height};
    rewind();
}

void MjpegReader::rewind() {
    begin_ = end_ = 0;
    offset_ = 0;
    ended_ = false;
}

/// Reads on, behind what is still to be looked at.
void MjpegReader::fill() {
    std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (end_ > window_.size() / 2) window_.resize(std::min(window_.size() * 2, most_bytes));
    while (end_ < window_.size() && !ended_) {
        const ssize_t got = ::pread(file_.get(), window_.data() + end_, window_.size() - end_, static_cast<off_t>(offset_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error("cannot read on at byte " + std::to_string(offset_) + ": " + error_text(errno), "look at the disk");
        ended_ = got == 0;
        end_ += static_cast<std::size_t>(got);
        offset_ += static_cast<std::uint64_t>(got);
    }
}

/// What comes next; `more` only at the end of the file.
JpegSplit MjpegReader::split() {
    for (;;) {
        JpegSplit found = split_jpeg(ahead(), ended_);
        if (found.kind != JpegSplit::Kind::more || ended_) return found;
        begin_ += found.begin;
        if (begin_ == 0 && end_ == most_bytes) {  // as long as a picture may be, and no end of it
            found.kind = JpegSplit::Kind::damaged;
            found.end = 2;
            return found;
        }
        fill();
    }
}

Reading MjpegReader::read(BlockPool& pool) {
    const JpegSplit found = split();
    if (found.kind == JpegSplit::Kind::more) return {};
    const std::span<const std::byte> picture = ahead().subspan(found.begin, found.end - found.begin);
    begin_ += found.end;
    if (found.kind == JpegSplit::Kind::damaged) return {Reading::Kind::skipped, 0, "damaged", {}};
    std::memcpy(pool.take(picture.size()).data(), picture.data(), picture.size());
    return {Reading::Kind::picture, picture.size(), "", {}};
}

}  // namespace sluice::replay
