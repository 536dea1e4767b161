#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// A test picture in place of a camera: bars, the frame's number, its time, a ball that moves.
extern const NodeEntry pattern_source;

}  // namespace sluice
