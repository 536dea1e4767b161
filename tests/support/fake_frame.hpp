#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/frame.hpp>

namespace sluice::test {

/// A frame for tests of nodes: whatever info, bytes and notes the test says. Bytes need not be a
/// picture where the node does not look at them.
class FakeFrame final : public Frame {
public:
    FakeFrame(FrameInfo info, Bytes bytes, Notes notes)
        : info_(info), bytes_(std::move(bytes)), notes_(std::move(notes)) {}

    [[nodiscard]] const FrameInfo& info() const noexcept override { return info_; }
    [[nodiscard]] const Bytes& bytes() const noexcept override { return bytes_; }
    [[nodiscard]] const Notes& notes() const noexcept override { return notes_; }

private:
    FrameInfo info_;
    Bytes bytes_;
    Notes notes_;
};

/// A block that holds a copy of these.
[[nodiscard]] inline Bytes bytes_of(std::span<const std::byte> bytes) {
    auto kept = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    const std::span<const std::byte> view(*kept);
    return {std::move(kept), view};
}
[[nodiscard]] inline Bytes bytes_of(std::string_view text) { return bytes_of(std::as_bytes(std::span(text))); }

/// The info of frame `sequence` of a 640x480 camera "cam" at 30 frames a second, jpeg, epoch 1.
[[nodiscard]] inline FrameInfo camera_info(std::uint64_t sequence = 0, std::uint64_t epoch = 1) {
    FrameInfo info;
    info.width = 640;
    info.height = 480;
    info.sequence = sequence;
    info.captured = Clock::time_point(std::chrono::seconds(100) + sequence * std::chrono::microseconds(33'333));
    info.source = "cam";
    info.epoch = epoch;
    return info;
}

[[nodiscard]] inline FramePtr make_frame(FrameInfo info, Bytes bytes = bytes_of("a picture"), Notes notes = {}) {
    return std::make_shared<FakeFrame>(info, std::move(bytes), std::move(notes));
}
/// Frame `sequence` of the camera of camera_info().
[[nodiscard]] inline FramePtr make_frame(std::uint64_t sequence = 0, std::uint64_t epoch = 1) {
    return make_frame(camera_info(sequence, epoch));
}

/// `count` frames in a row, beginning with number `first`.
[[nodiscard]] inline std::vector<FramePtr> make_frames(std::uint64_t count, std::uint64_t epoch = 1,
                                                       std::uint64_t first = 0) {
    std::vector<FramePtr> frames;
    for (std::uint64_t i = 0; i < count; ++i) frames.push_back(make_frame(first + i, epoch));
    return frames;
}

}  // namespace sluice::test
