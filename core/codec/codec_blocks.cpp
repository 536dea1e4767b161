// The part of a Codec that never opens a picture: its blocks.
#include "codec/codec.hpp"
#include "codec/codec_parts.hpp"

namespace sluice {

CoefficientEditPtr Codec::read_blocks(std::span<const std::byte> jpeg, Size expected) {
    const auto tools = parts_->block_tools.borrow();
    return tools->read(jpeg, expected, parts_->limits.most_pixels, parts_->pixels);
}

CoefficientEditPtr Codec::copy(const Coefficients& blocks) {
    const auto tools = parts_->block_tools.borrow();
    return tools->copy(blocks, parts_->pixels);
}

Bytes Codec::write_blocks(const Coefficients& blocks) {
    const auto tools = parts_->block_tools.borrow();
    return tools->write(blocks, parts_->bytes);
}

JpegStyle Codec::style_of(const Coefficients& blocks) { return JpegBlockTools::style_of(blocks); }

}  // namespace sluice
