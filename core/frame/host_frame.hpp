#pragma once

#include <memory>
#include <utility>

#include <sluice/frame.hpp>

#include "frame/picture.hpp"

namespace sluice {

/// The one implementation of Frame. Immutable: a note makes a new one over the same picture. A frame that
/// nobody can ask for pixels is bytes alone and has no Picture.
class HostFrame final : public Frame {
public:
    HostFrame(const FrameInfo& info, Bytes bytes, Notes notes = {}) noexcept
        : info_(info), bytes_(std::move(bytes)), notes_(std::move(notes)) {}
    HostFrame(const FrameInfo& info, std::shared_ptr<Picture> picture, Notes notes) noexcept
        : info_(info), picture_(std::move(picture)), notes_(std::move(notes)) {}

    [[nodiscard]] const FrameInfo& info() const noexcept override { return info_; }
    /// Encodes what a filter made; empty where that fails (picture()->bytes() tells why).
    [[nodiscard]] const Bytes& bytes() const noexcept override;
    [[nodiscard]] const Notes& notes() const noexcept override { return notes_; }

    /// nullptr where the source's plan knows of nobody who opens pictures.
    [[nodiscard]] const std::shared_ptr<Picture>& picture() const noexcept { return picture_; }
    /// Bytes that are there already; 0 for what was made and not encoded.
    [[nodiscard]] std::size_t ready_size() const noexcept {
        return !picture_ ? bytes_.size() : picture_->has_bytes() ? bytes().size() : 0;
    }

    /// The same picture with other notes.
    [[nodiscard]] FramePtr with(Notes notes) const {
        return picture_ ? std::make_shared<const HostFrame>(info_, picture_, std::move(notes))
                        : std::make_shared<const HostFrame>(info_, bytes_, std::move(notes));
    }

private:
    FrameInfo info_;
    Bytes bytes_;  // where there is no picture
    std::shared_ptr<Picture> picture_;
    Notes notes_;
};

/// Every frame is a HostFrame: only the host makes any. Throws Error for another, a node's bug.
[[nodiscard]] const HostFrame& host_frame(const FramePtr& frame);

/// A frame as a source delivered it; `opener` nullptr: nobody will open it.
[[nodiscard]] FramePtr make_frame(const FrameInfo& info, Bytes bytes, const OpenerPtr& opener = nullptr, Notes notes = {});

/// The info of a JPEG to be, made from a frame of this info: nobody's original bytes.
[[nodiscard]] FrameInfo made_info(FrameInfo info, std::uint32_t width, std::uint32_t height) noexcept;

}  // namespace sluice
