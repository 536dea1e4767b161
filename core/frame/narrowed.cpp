#include "frame/narrowed.hpp"

#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "frame/host_frame.hpp"

namespace sluice {

namespace {

// What libjpeg can shrink while it decodes.
std::uint32_t shrink_to(std::uint32_t width, std::uint32_t most_width) {
    for (const std::uint32_t shrink : {2u, 4u, 8u})
        if ((width + shrink - 1) / shrink <= most_width) return shrink;
    throw Error(text::cat("a picture ", width, " pixels wide cannot be made ", most_width, " wide: an eighth is the least"),
                text::cat("take ", (width + 7) / 8, " or more, or put a resize filter before it"));
}

// Notes are in pixels of the frame they ride on.
Notes shrunk(const Notes& notes, std::uint32_t shrink) {
    Notes out;
    for (const auto& [name, note] : notes) {
        Note copy = note;
        if (auto* boxes = std::get_if<std::vector<Box>>(&copy)) {
            const auto by = 1 / static_cast<float>(shrink);
            for (Box& box : *boxes) {
                box.x *= by;
                box.y *= by;
                box.width *= by;
                box.height *= by;
            }
        }
        out = out.with(name, std::move(copy));
    }
    return out;
}

}  // namespace

FramePtr narrowed(const FramePtr& frame, std::uint32_t most_width) {
    const HostFrame& host = host_frame(frame);
    if (host.info().width <= most_width) return frame;
    const std::uint32_t shrink = shrink_to(host.info().width, most_width);
    const std::shared_ptr<Picture>& picture = host.picture();
    if (!picture) throw Error("a picture nobody declared to open", "say narrows in the sink's entry");
    const Picture::Token token(picture);  // views go when this is done with them
    PixelsPtr pixels = picture->pixels(host.info(), {.format = Format::i420, .shrink = shrink});
    const FrameInfo info = made_info(host.info(), pixels->width, pixels->height);
    auto small = std::make_shared<Picture>(picture->opener(), std::move(pixels), picture->style(host.info()), Encoding{});
    static_cast<void>(small->bytes());
    return std::make_shared<const HostFrame>(info, std::move(small), shrunk(host.notes(), shrink));
}

}  // namespace sluice
