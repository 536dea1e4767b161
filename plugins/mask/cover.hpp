#pragma once

#include <sluice/coefficients.hpp>

#include "fill.hpp"
#include "span.hpp"

namespace mask {

/// Covers the MCUs (pixelate: the cells) that this part touches; all other blocks stay as they are.
void cover(sluice::CoefficientEdit& blocks, const Part& part, const Fill& fill);

/// The same on an i420 or gray canvas of the whole picture, out to whole chroma samples.
void cover(sluice::Canvas& canvas, const Part& part, const Fill& fill);

}  // namespace mask
