#pragma once

#include <cstdio>

#include <jpeglib.h>

#include <sluice/params.hpp>

#include "codec/jpeg_style.hpp"

namespace sluice {

/// Size, sampling and quantisers of the next picture into an encoder, and libjpeg's defaults for the rest.
/// Inside JpegErrors::run().
void put_style(const JpegStyle& style, Size size, j_compress_ptr encoder);

}  // namespace sluice
