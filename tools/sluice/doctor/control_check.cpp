#include "tools/sluice/doctor/control_check.hpp"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include <sluice/error.hpp>
#include <sluice/unique_fd.hpp>

#include "base/text.hpp"
#include "sources/v4l2/camera_control_query.hpp"
#include "sources/v4l2/camera_control_text.hpp"
#include "tools/sluice/doctor/camera_check.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

void check_control(const ConfiguredCamera& wanted, const std::vector<v4l2::CameraControl>& controls, const std::string& name,
                   const std::string& value, Findings& findings) {
    Finding found{Mark::wrong, text::cat(wanted.where, ".controls.", name), "", "", {}};
    const auto control = std::find_if(controls.begin(), controls.end(), [&](const v4l2::CameraControl& one) { return one.name == name; });
    if (control == controls.end()) {
        found.what = text::cat(wanted.camera->node, " has no such control");
        const std::vector<std::string> near = v4l2::near_controls(name, controls);
        found.next = near.empty() ? text::cat("v4l2-ctl -d ", wanted.camera->node, " -L lists them") : printable(text::cat("did you mean ", text::join(near, " or "), "?"));
        return findings.push_back(std::move(found));
    }
    if (v4l2::control_takes(*control).empty()) {
        found.what = "it can only be read";
        found.next = "leave it out";
        return findings.push_back(std::move(found));
    }
    try {
        (void)v4l2::read_control_value(*control, value);
    } catch (const Error& error) {
        tell(found, printable(error.what(), 400));
        findings.push_back(std::move(found));
    }
}

}  // namespace

void check_controls(const Machine& machine, const ConfiguredCamera& wanted, Findings& findings) {
    if (wanted.settings.controls.empty()) return;
    const UniqueFd node(machine.survey.open(wanted.camera->node));
    if (!node) return;
    const auto call = [&](unsigned long request, void* argument) { return machine.survey.control(node.get(), request, argument); };
    const std::vector<v4l2::CameraControl> controls = v4l2::query_controls(call);
    for (const auto& [name, value] : wanted.settings.controls) check_control(wanted, controls, name, value, findings);
}

}  // namespace sluice::tool
