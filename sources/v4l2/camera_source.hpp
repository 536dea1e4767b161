#pragma once

#include <memory>

#include <sluice/entry.hpp>

#include "camera_list.hpp"
#include "camera_settings.hpp"
#include "system_calls.hpp"

namespace sluice::v4l2 {

/// What lies below a camera's source: the kernel, or what a test puts there.
struct Surroundings {
    std::shared_ptr<SystemCalls> calls = kernel_calls();
    Survey survey{};
};

/// A camera that may stall, leave and come back: the source is away, resting or streaming, and each call of next() is
/// one turn in one of these.
[[nodiscard]] std::unique_ptr<Source> make_camera_source(CameraSettings settings, Surroundings surroundings = {});

}  // namespace sluice::v4l2
