#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sluice::bench_opening {

/// What somebody would write instead, with TurboJPEG and OpenCV; buffers are used again from frame to frame.
using Jpeg = std::span<const std::byte>;

void turbo_decode_bgr(Jpeg jpeg);
void turbo_decode_draw_encode_bgr(Jpeg jpeg);    ///< a filled rectangle of 5 % of the picture
void turbo_decode_draw_encode_yuv(Jpeg jpeg);    ///< the same on the planes: no colour conversion
void turbo_decode_rotate_encode(Jpeg jpeg);      ///< by 180 degrees
void opencv_decode_absdiff(Jpeg jpeg);           ///< imdecode to BGR, absdiff with the frame before
void opencv_decode_rotate_encode(Jpeg jpeg);     ///< by 180 degrees, imencode as it comes (quality 95)

}  // namespace sluice::bench_opening
