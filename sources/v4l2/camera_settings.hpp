#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sluice/entry.hpp>

#include "camera_finder.hpp"
#include "capture_mode.hpp"

namespace sluice::v4l2 {

/// What a config says of one camera.
struct CameraSettings {
    CameraWish camera;
    ModeWish mode;
    Validate validate = Validate::normal;
    bool insert_dht = true;
    bool rests = false;  ///< idle: stop
    std::optional<unsigned> buffers;
    std::vector<std::pair<std::string, std::string>> controls;  ///< name and value as written
};

[[nodiscard]] CameraSettings settings_of(const Params& params);

/// What only several parameters together make wrong.
void check_settings(const Params& params, Complaints& complaints);

}  // namespace sluice::v4l2
