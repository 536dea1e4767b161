#include "frame/host_frame.hpp"

#include <sluice/error.hpp>

namespace sluice {

const Bytes& HostFrame::bytes() const noexcept {
    static const Bytes nothing;
    if (!picture_) return bytes_;
    try {
        return picture_->bytes();
    } catch (...) {
        return nothing;
    }
}

const HostFrame& host_frame(const FramePtr& frame) {
    const auto* host = dynamic_cast<const HostFrame*>(frame.get());
    if (!host) throw Error(frame ? "a frame that the host did not make" : "no frame was given", "hand on frames that came from the host");
    return *host;
}

FramePtr make_frame(const FrameInfo& info, Bytes bytes, const OpenerPtr& opener, Notes notes) {
    if (!opener) return std::make_shared<const HostFrame>(info, std::move(bytes), std::move(notes));
    return std::make_shared<const HostFrame>(info, std::make_shared<Picture>(opener, std::move(bytes)), std::move(notes));
}

FrameInfo made_info(FrameInfo info, std::uint32_t width, std::uint32_t height) noexcept {
    info.format = Format::jpeg;
    info.width = width;
    info.height = height;
    info.planes = {};
    info.range = Range::full;
    info.matrix = Matrix::bt601;
    info.original = false;
    return info;
}

}  // namespace sluice
