#include "codec/codec.hpp"

#include <utility>

#include <sluice/error.hpp>

#include "codec/box_mean.hpp"
#include "codec/canvas.hpp"
#include "codec/codec_parts.hpp"
#include "codec/conversion.hpp"
#include "codec/raw_formats.hpp"

namespace sluice {

Codec::Codec() : Codec(Limits{}) {}
Codec::Codec(const Limits& limits) : parts_(std::make_unique<Parts>(limits)) {}
Codec::~Codec() = default;

PixelsPtr Codec::decode(std::span<const std::byte> jpeg, Size expected, std::uint32_t shrink, bool chroma) {
    const auto decoder = parts_->decoders.borrow();
    return decoder->decode(jpeg, {expected, shrink, chroma, parts_->limits.most_pixels}, parts_->pixels);
}

PixelsPtr Codec::open_raw(const FrameInfo& info, std::span<const std::byte> bytes, bool chroma) {
    return open_raw_picture(info, bytes, chroma, parts_->pixels);
}

PixelsPtr Codec::shrunk(const PixelsPtr& pixels, std::uint32_t factor) {
    return factor == 1 ? pixels : box_mean(*pixels, factor, parts_->pixels);
}

PixelsPtr Codec::converted(const PixelsPtr& pixels, Format format) { return convert(pixels, format, parts_->pixels); }

PixelsPtr Codec::cut(const PixelsPtr& pixels, Region region) { return cut_pixels(pixels, region); }

CanvasPtr Codec::canvas(Format format, Size size) { return make_canvas(format, size, parts_->pixels); }

CanvasPtr Codec::copy(const Pixels& pixels) { return copy_to_canvas(pixels, parts_->pixels); }

PixelsPtr Codec::freeze(CanvasPtr canvas) { return freeze_canvas(std::move(canvas)); }

Bytes Codec::encode(const Pixels& pixels, const JpegStyle& style, const Encoding& encoding, FittedQuality* fitted) {
    // Pixels that JPEG does not have become some that it has; borrowed for this call, hence the keeper of nothing.
    PixelsPtr fit(std::shared_ptr<const void>{}, &pixels);
    if (!JpegEncoder::has_its_matrix(*fit))
        fit = convert(fit, Format::bgr24, parts_->pixels);
    else if (!JpegEncoder::has_its_sampling(*fit))
        fit = with_chroma_halved(fit, parts_->pixels);
    const auto encoder = parts_->encoders.borrow();
    return encoder->encode(*fit, style, encoding, fitted, parts_->bytes);
}

std::size_t Codec::mapped_bytes() const noexcept {
    return parts_->pixels.mapped_bytes() + parts_->bytes.mapped_bytes();
}
const Codec::Limits& Codec::limits() const noexcept { return parts_->limits; }

}  // namespace sluice
