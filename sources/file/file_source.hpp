#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Recorded frames: a folder of JPEGs or an .mjpeg file, byte for byte.
extern const NodeEntry file_source;

}  // namespace sluice
