#pragma once

#include "base/buffer_pool.hpp"
#include "codec/codec.hpp"
#include "codec/jpeg_block_tools.hpp"
#include "codec/jpeg_decoder.hpp"
#include "codec/jpeg_encoder.hpp"
#include "codec/lender.hpp"

namespace sluice {

/// What a Codec keeps from frame to frame.
class Codec::Parts {
public:
    explicit Parts(const Limits& its_limits) : limits(its_limits), pixels(its_limits.pixels), bytes(its_limits.bytes) {}

    const Limits limits;
    BufferPool pixels;
    BufferPool bytes;
    Lender<JpegDecoder> decoders;
    Lender<JpegEncoder> encoders;
    Lender<JpegBlockTools> block_tools;
};

}  // namespace sluice
