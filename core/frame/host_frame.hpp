#pragma once

#include <utility>

#include <sluice/frame.hpp>

namespace sluice {

/// The one implementation of Frame. Immutable: a note makes a new one over the same bytes.
class HostFrame final : public Frame {
public:
    HostFrame(const FrameInfo& info, Bytes bytes, Notes notes = {}) noexcept
        : info_(info), bytes_(std::move(bytes)), notes_(std::move(notes)) {}

    [[nodiscard]] const FrameInfo& info() const noexcept override { return info_; }
    [[nodiscard]] const Bytes& bytes() const noexcept override { return bytes_; }
    [[nodiscard]] const Notes& notes() const noexcept override { return notes_; }

private:
    FrameInfo info_;
    Bytes bytes_;
    Notes notes_;
};

[[nodiscard]] inline FramePtr make_frame(const FrameInfo& info, Bytes bytes) {
    return std::make_shared<const HostFrame>(info, std::move(bytes));
}

[[nodiscard]] inline FramePtr with_note(const Frame& frame, std::string_view key, Note value) {
    return std::make_shared<const HostFrame>(frame.info(), frame.bytes(), frame.notes().with(key, std::move(value)));
}

}  // namespace sluice
