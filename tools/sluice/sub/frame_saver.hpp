#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/sluice/sub/frame_header.hpp"

namespace sluice::tool {

/// Keeps frames as files in one folder: front-20261122T101500.123Z-000042.jpg, by the topic's name, wall clock (UTC) and seq,
/// of raw pixels front-20261122T101500.123Z-000042.640x480.yuyv, as `python -m sluice` does. A name that is taken gets -2, -3
/// and so on behind the seq; nothing is ever overwritten.
class FrameSaver {
public:
    /// Makes the folder where there is none; throws what the user should read.
    explicit FrameSaver(std::string folder);

    /// Throws for a full disk and the like; no half file stays.
    void save(std::string_view topic, const FrameHeader& header, std::string_view payload);
    [[nodiscard]] std::uint64_t saved() const noexcept { return saved_; }

private:
    [[nodiscard]] int create(const std::string& stem, const std::string& ending, std::string& path) const;

    std::string folder_;
    std::uint64_t saved_ = 0;
};

/// The name without folder and ending; nothing the publisher sent can lead out of a folder.
[[nodiscard]] std::string file_stem(std::string_view topic, const FrameHeader& header);
/// ".jpg", ".640x480.yuyv"; ".bin" of an unknown codec.
[[nodiscard]] std::string file_ending(const FrameHeader& header);

}  // namespace sluice::tool
