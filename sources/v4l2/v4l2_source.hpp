#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Takes frames from a camera as they come, without opening them.
///     sources:
///       front: { type: v4l2, device: /dev/video0, format: mjpeg, size: 1280x720, fps: 30 }
/// Needs no key: the only camera here, mjpeg where it is offered, the size nearest 1280x720, the
/// highest rate up to 30.
extern const NodeEntry v4l2_source;

}  // namespace sluice
