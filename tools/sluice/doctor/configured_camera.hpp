#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "sources/v4l2/camera_mode.hpp"
#include "sources/v4l2/camera_settings.hpp"
#include "tools/sluice/doctor/finding.hpp"
#include "tools/sluice/doctor/machine.hpp"

namespace sluice::tool {

/// A camera that a config names, found or not.
struct ConfiguredCamera {
    std::string name;               ///< of its source
    std::string where;              ///< "sources.front"
    bool required = true;
    v4l2::CameraSettings settings;
    std::optional<v4l2::Camera> camera;   ///< absent: not here
    std::optional<v4l2::CameraMode> mode;  ///< what it will be asked for; absent: it has nothing of the kind
};

/// Finds the camera of each v4l2 source and the mode it will run in; tells what is in the way. `nodes` come from
/// list_cameras().
[[nodiscard]] std::vector<ConfiguredCamera> find_configured(const Machine& machine, const config::Config& config,
                                                            const std::vector<v4l2::Camera>& nodes, Findings& findings);

}  // namespace sluice::tool
