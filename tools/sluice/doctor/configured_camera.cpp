#include "tools/sluice/doctor/configured_camera.hpp"

#include <filesystem>
#include <system_error>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "sources/v4l2/camera_finder.hpp"
#include "sources/v4l2/camera_holders.hpp"
#include "tools/sluice/doctor/camera_check.hpp"
#include "tools/sluice/doctor/control_check.hpp"
#include "tools/sluice/doctor/mode_check.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

const v4l2::Camera* node_at(const std::vector<v4l2::Camera>& nodes, const std::string& path) {
    std::error_code error;
    const std::string real = std::filesystem::weakly_canonical(path, error);
    for (const v4l2::Camera& node : nodes)
        if (node.node == path || std::filesystem::weakly_canonical(node.node, error) == real) return &node;
    return nullptr;
}

/// The camera as the source would look for it; throws Error as the source would.
v4l2::Camera camera_wanted(const Machine& machine, const v4l2::CameraWish& wish, const std::vector<v4l2::Camera>& nodes) {
    std::string path = wish.device;
    if (path.empty()) {
        v4l2::Survey quick = machine.survey;
        quick.formats = quick.holders = false;
        path = v4l2::CameraFinder(wish, quick).find().node;
    }
    if (const v4l2::Camera* known = node_at(nodes, path)) return *known;
    std::error_code error;
    if (!std::filesystem::exists(path, error)) throw Error(path + " is not there", "plug the camera in; sluice devices lists the cameras");
    return v4l2::look_at(path, machine.survey);
}

/// What else to say of a camera that was found and can be opened.
void check_free(const ConfiguredCamera& wanted, Findings& findings) {
    const std::string holders = printable(v4l2::holders_text(*wanted.camera));
    if (holders.empty()) return;
    if (wanted.camera->busy)
        findings.push_back({Mark::wrong, wanted.where, text::cat(wanted.camera->node, " is in use: ", holders), "one program at a time can stream from it", {}});
    else
        findings.push_back({Mark::note, wanted.where, text::cat(wanted.camera->node, " is open elsewhere: ", holders), "", {}});
}

/// Two ways to name one camera are seen only once both are found.
void check_shared(const std::vector<ConfiguredCamera>& before, const ConfiguredCamera& wanted, Findings& findings) {
    for (const ConfiguredCamera& other : before)
        if (wanted.camera && other.camera && wanted.camera->node == other.camera->node)
            findings.push_back({Mark::wrong, wanted.where, text::cat(wanted.camera->node, " is the camera of ", other.name, " too"), "give each its own", {}});
}

void look_at_camera(const Machine& machine, ConfiguredCamera& wanted, Findings& findings) {
    const v4l2::Camera& camera = *wanted.camera;
    if (!camera.trouble.empty()) {
        findings.push_back(cannot_open(machine, wanted.where, camera));
        wanted.camera.reset();
        return;
    }
    if (!camera.is_camera) {
        findings.push_back({Mark::wrong, wanted.where, text::cat(camera.node, " is no camera: ", printable(camera.why_not)),
                            camera.belongs_to.empty() ? "sluice devices lists the cameras" : "its pictures are on " + camera.belongs_to, {}});
        wanted.camera.reset();
        return;
    }
    check_free(wanted, findings);
    wanted.mode = check_mode(wanted, findings);
    check_controls(machine, wanted, findings);
}

}  // namespace

std::vector<ConfiguredCamera> find_configured(const Machine& machine, const config::Config& config, const std::vector<v4l2::Camera>& nodes,
                                              Findings& findings) {
    std::vector<ConfiguredCamera> out;
    for (const config::Node& node : config.nodes) {
        if (node.kind != NodeKind::source || node.type != "v4l2" || !node.params) continue;
        ConfiguredCamera wanted{node.name, "sources." + node.name, node.required, v4l2::settings_of(*node.params), {}, {}};
        try {
            wanted.camera = camera_wanted(machine, wanted.settings.camera, nodes);
            look_at_camera(machine, wanted, findings);
            check_shared(out, wanted, findings);
        } catch (const Error& error) {
            Finding absent{wanted.required ? Mark::wrong : Mark::note, wanted.where, "", "", {}};
            tell(absent, printable(error.what(), 400));
            if (!wanted.required) absent.what += " (required: false: the rest starts without it)";
            findings.push_back(std::move(absent));
        }
        out.push_back(std::move(wanted));
    }
    return out;
}

}  // namespace sluice::tool
