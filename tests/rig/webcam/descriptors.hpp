#pragma once

#include <optional>

#include "bytes.hpp"
#include "camera_model.hpp"

namespace rig {

// The answer to GET_DESCRIPTOR, or nothing where the camera has no such descriptor.
// `value` is the request's wValue: type in the high byte, index in the low one.
std::optional<Bytes> descriptor(const CameraModel& model, unsigned value);

}  // namespace rig
