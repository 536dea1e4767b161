#include <cstring>

#include "framing.hpp"
#include "publisher.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// 0: no array of bytes that a receiver could show.
std::size_t channels_of(Format format) noexcept {
    switch (format) {
        case Format::gray: return 1;
        case Format::bgr24:
        case Format::rgb24: return 3;
        default: return 0;
    }
}

std::string jpeg_part(std::string_view name) { return std::string("{\"msg\": \"").append(name).append("\"}"); }
std::string array_part(std::string_view name) {
    return std::string("{\"msg\": \"").append(name).append("\", \"dtype\": \"uint8\", \"shape\": [");
}

// The rows one after another; the frame's own bytes where they already lie so.
Bytes packed(const Frame& frame) {
    const FrameInfo& info = frame.info();
    const Plane& plane = info.planes.plane[0];
    const std::size_t row = channels_of(info.format) * info.width;
    const std::span<const std::byte> from = frame.bytes().view().subspan(plane.offset);
    if (plane.stride == row) {
        auto keeper = std::make_shared<const Bytes>(frame.bytes());
        return {std::move(keeper), from.first(row * info.height)};
    }
    auto rows = std::make_shared<std::vector<std::byte>>(row * info.height);
    for (std::size_t y = 0; y < info.height; ++y)
        std::memcpy(rows->data() + y * row, from.data() + y * plane.stride, row);
    const std::span<const std::byte> view(*rows);
    return {std::move(rows), view};
}

class ImagezmqFraming final : public Framing {
public:
    [[nodiscard]] std::vector<std::string> first_parts(std::string_view name) const override {
        return {jpeg_part(name), array_part(name)};
    }

    [[nodiscard]] std::string first_part(std::string_view name, const FrameInfo& info) const override {
        if (info.format == Format::jpeg) return jpeg_part(name);
        const std::size_t channels = channels_of(info.format);
        if (channels == 0 || info.planes.count != 1) return {};
        std::string text = array_part(name) + std::to_string(info.height) + ", " + std::to_string(info.width);
        return text + (channels == 1 ? "]}" : ", 3]}");
    }

    bool send(Publisher& publisher, std::string_view first_part, const Frame& frame, std::uint64_t) override {
        return publisher.send_parts({first_part}, frame.info().format == Format::jpeg ? frame.bytes() : packed(frame));
    }

    [[nodiscard]] bool tells_more() const noexcept override { return false; }
};

}  // namespace

std::unique_ptr<Framing> make_imagezmq_framing() { return std::make_unique<ImagezmqFraming>(); }

}  // namespace sluice::zmq_sink_parts
