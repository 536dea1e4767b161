#include "camera_list.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>

#include <filesystem>
#include <system_error>

#include "camera_holders.hpp"
#include "camera_query.hpp"
#include "camera_sysfs.hpp"

namespace sluice::v4l2 {

namespace {

Survey with_system_calls(Survey survey) {
    if (!survey.open)
        survey.open = [](const std::string& path) { return ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC); };
    if (!survey.control)
        survey.control = [](int fd, unsigned long request, void* argument) { return ::ioctl(fd, request, argument); };
    return survey;
}

/// What sysfs alone tells of a device that does not let itself be asked.
void guess_role(Camera& camera, const std::string& sys) {
    const bool first = is_first_node(camera, sys);
    camera.role = first ? NodeRole::camera : NodeRole::other;
    camera.is_camera = first;
    if (!first) camera.why_not = "not its device's first node, so most likely metadata";
}

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

}  // namespace

std::vector<Camera> list_cameras(const Survey& given) {
    const Survey survey = with_system_calls(given);
    std::vector<Camera> nodes = nodes_in_sysfs(survey.sys, survey.dev);
    for (Camera& node : nodes) {
        query_driver(node, survey);
        if (!node.trouble.empty()) guess_role(node, survey.sys);
    }
    join_metadata(nodes);
    if (survey.holders) find_holders(nodes, survey.proc);
    return nodes;
}

Camera look_at(const std::string& node, const Survey& given) {
    const Survey survey = with_system_calls(given);
    std::error_code error;
    const std::string real = std::filesystem::weakly_canonical(node, error);
    Survey quick = survey;
    quick.formats = quick.holders = false;
    // Its neighbours tell whose metadata it is.
    std::vector<Camera> found = list_cameras(quick);
    for (Camera& camera : found) {
        if (std::filesystem::weakly_canonical(camera.node, error) != real) continue;
        if (camera.is_camera && camera.trouble.empty()) query_driver(camera, survey);
        std::vector<Camera> one{std::move(camera)};
        if (survey.holders) find_holders(one, survey.proc);
        return std::move(one.front());
    }
    Camera unknown;
    unknown.node = node;
    query_driver(unknown, survey);
    return unknown;
}

}  // namespace sluice::v4l2
