#include "camera_list.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "camera_holders.hpp"
#include "camera_query.hpp"
#include "camera_sysfs.hpp"

namespace sluice::v4l2 {

namespace {

bool same_device(const Camera& a, const Camera& b) {
    if (!a.usb_port.empty() || !b.usb_port.empty()) return a.usb_port == b.usb_port;
    return !a.bus_info.empty() && a.bus_info == b.bus_info;
}

void join_metadata(std::vector<Camera>& nodes) {
    for (Camera& node : nodes) {
        if (node.role != NodeRole::metadata) continue;
        // A device with two cameras lists each one's metadata right behind it.
        for (const Camera& other : nodes) {
            if (&other == &node) break;
            if (other.is_camera && same_device(other, node)) node.belongs_to = other.node;
        }
        if (!node.belongs_to.empty()) node.why_not = "metadata of " + node.belongs_to;
    }
}

/// Asks the other nodes of that one's device, and none else: another device may be slow to answer.
void ask_siblings(std::vector<Camera>& nodes, const Camera& asked, const Survey& survey) {
    Survey quick = survey;
    quick.formats = quick.holders = false;
    for (Camera& node : nodes) {
        const std::string& folder = asked.usb_folder.empty() ? asked.sys_device : asked.usb_folder;
        if (&node == &asked || folder.empty() || (node.usb_folder != folder && node.sys_device != folder)) continue;
        ask(node, quick);
    }
}

}  // namespace

std::vector<Camera> list_cameras(const Survey& given) {
    const Survey survey = with_system_calls(given);
    std::vector<Camera> nodes = nodes_in_sysfs(survey.sys, survey.dev);
    for (Camera& node : nodes) ask(node, survey);
    join_metadata(nodes);
    if (survey.holders) find_holders(nodes, survey.proc);
    return nodes;
}

Camera look_at(const std::string& node, const Survey& given) {
    const Survey survey = with_system_calls(given);
    std::error_code error;
    const std::string real = std::filesystem::weakly_canonical(node, error);
    std::vector<Camera> nodes = nodes_without_serials(survey.sys, survey.dev);
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Camera& camera) {
        return std::filesystem::weakly_canonical(camera.node, error) == real;
    });
    std::vector<Camera> one(1);
    if (found == nodes.end()) {
        one.front().node = node;
        query_driver(one.front(), survey);
        return std::move(one.front());
    }
    read_serial(*found);
    ask(*found, survey);
    if (found->role == NodeRole::metadata) {
        ask_siblings(nodes, *found, survey);
        join_metadata(nodes);
    }
    one.front() = std::move(*found);
    if (survey.holders) find_holders(one, survey.proc);
    return std::move(one.front());
}

}  // namespace sluice::v4l2
