#pragma once

#include <cstdint>
#include <vector>

#include "fd.hpp"
#include "jpeg_splitter.hpp"
#include "reader.hpp"

namespace sluice::replay {

/// The pictures of one file of JPEGs laid end to end. It is read, not mapped: a mapped file that
/// somebody cuts ends the process.
class MjpegReader final : public Reader {
public:
    /// Takes an opened file; throws Error where it holds no JPEG.
    MjpegReader(Fd file, const std::string& path);

    [[nodiscard]] Reading read(BlockPool& pool) override;
    void rewind() override;
    [[nodiscard]] Size first_size() override { return first_; }

private:
    [[nodiscard]] std::span<const std::byte> ahead() const { return std::span(window_).subspan(begin_, end_ - begin_); }
    [[nodiscard]] JpegSplit split();
    void fill();

    Fd file_;
    std::vector<std::byte> window_;        // a part of the file
    std::size_t begin_ = 0, end_ = 0;      // what of the window is still to be looked at
    std::uint64_t offset_ = 0;             // in the file, of the next byte to read
    bool ended_ = false;                   // there is none
    Size first_;
};

}  // namespace sluice::replay
