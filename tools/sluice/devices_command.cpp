#include <iostream>

#include "base/log.hpp"
#include "sources/v4l2/camera_list.hpp"
#include "tools/sluice/devices/device_json.hpp"
#include "tools/sluice/devices/device_text.hpp"
#include "tools/sluice/devices/device_yaml.hpp"
#include "tools/sluice/devices_options.hpp"
#include "tools/sluice/exit_status.hpp"

namespace sluice::tool {

int devices_command(const DevicesOptions& options) {
    configure_log(options.log);
    const std::vector<v4l2::Camera> nodes = v4l2::list_cameras();
    if (options.json) {
        std::cout << devices_json(nodes) << '\n';
        return exit_done;
    }
    if (!options.yaml) {
        std::cout << devices_text(nodes);
        return exit_done;
    }
    const std::string yaml = devices_yaml(nodes);
    std::cout << yaml;
    if (!yaml.empty()) return exit_done;
    // An empty file would look like a config, and fail later with less to say.
    log::error({}, "there is no camera to write a config for; sluice devices says what to try");
    return exit_failed;
}

}  // namespace sluice::tool
