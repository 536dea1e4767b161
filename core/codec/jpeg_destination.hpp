#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include <jpeglib.h>

namespace sluice {

/// Where libjpeg writes to: a block that grows and stays from frame to frame.
class JpegDestination : public jpeg_destination_mgr {
public:
    JpegDestination();
    JpegDestination(const JpegDestination&) = delete;
    JpegDestination& operator=(const JpegDestination&) = delete;

    /// For the next jpeg_start_compress(). What grows beyond `most_bytes` ends JpegErrors::run(); 0: no bound.
    void set(j_compress_ptr encoder, std::uint64_t most_bytes) noexcept;
    /// What was written, until the next frame.
    [[nodiscard]] std::span<const std::byte> written() const noexcept { return {data_.data(), size_}; }
    /// Whether the last frame ended because it grew beyond `most_bytes`.
    [[nodiscard]] bool too_large() const noexcept { return too_large_; }

private:
    static void begin(j_compress_ptr encoder);
    static boolean more(j_compress_ptr encoder);
    static void end(j_compress_ptr encoder);
    void offer(std::size_t from) noexcept;

    std::vector<std::byte> data_;
    std::size_t limit_ = 0;
    std::size_t offered_ = 0;
    std::size_t size_ = 0;
    bool too_large_ = false;
};

}  // namespace sluice
