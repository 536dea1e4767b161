#include "camera_finder.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <sluice/error.hpp>

#include "camera_absent.hpp"
#include "camera_query.hpp"
#include "camera_sysfs.hpp"

namespace sluice::v4l2 {

namespace {

namespace fs = std::filesystem;

bool is_link(const std::string& path) {
    std::error_code error;
    return fs::is_symlink(fs::symlink_status(path, error));
}

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

std::string real_path(const std::string& path) {
    std::error_code error;
    return fs::weakly_canonical(path, error);
}

/// udev takes a link away with its camera: what is missing, and is no node by its name, was a link.
bool was_link(const std::string& path) {
    return !is_there(path) && !fs::path(path).filename().native().starts_with("video");
}

/// Some kernels name a USB camera's nodes by what they do, and others' names need not hold the card.
bool name_may_hide_model(const Camera& camera) {
    return camera.usb_folder.empty() || camera.name.empty() || camera.name.starts_with("Video Capture");
}

void ask_all(std::vector<Camera>& nodes, const Survey& survey) {
    for (Camera& node : nodes)
        if (node.driver.empty() && node.trouble.empty()) ask(node, survey);
}

/// The cameras of that model: those whose name says so; only where there are none, those whose name may not.
std::vector<Camera> ask_by_model(const std::vector<Camera>& nodes, const CameraWish& wish, const Survey& survey) {
    std::vector<Camera> named, unnamed;
    for (const Camera& node : nodes)
        if (fits_model(node, wish))
            named.push_back(node);
        else if (name_may_hide_model(node))
            unnamed.push_back(node);
    for (std::vector<Camera>* some : {&named, &unnamed}) {
        ask_all(*some, survey);
        std::erase_if(*some, [&wish](const Camera& node) { return !node.is_camera || !fits_model(node, wish); });
        if (!some->empty()) return std::move(*some);
    }
    return {};
}

/// A container has the nodes it was given; sysfs shows all.
void leave_out_unreachable(std::vector<Camera>& nodes) {
    if (std::any_of(nodes.begin(), nodes.end(), [](const Camera& node) { return is_there(node.node); }))
        std::erase_if(nodes, [](const Camera& node) { return !is_there(node.node); });
}

bool one_function(const std::vector<Camera>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [&nodes](const Camera& node) {
        return &node == &nodes.front() || same_function(node, nodes.front());
    });
}

}  // namespace

CameraFinder::CameraFinder(CameraWish wish, Survey survey) : wish_(std::move(wish)), survey_(with_system_calls(std::move(survey))) {
    survey_.formats = survey_.holders = false;
}

Camera CameraFinder::find() {
    try {
        return wish_.device.empty() ? find_match() : find_device();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error("cannot look for " + describe(wish_) + ": " + error.what(), "sluice devices lists the cameras");
    }
}

Camera CameraFinder::find_device() {
    if (is_link(wish_.device) || was_link(wish_.device)) return find_link();
    Camera unseen;
    unseen.node = wish_.device;
    if (!known_) return unseen;
    std::vector<Camera> nodes = look_around();
    if (std::optional<Camera> found = find_known(nodes)) return std::move(*found);
    fail_known(std::move(nodes));
}

Camera CameraFinder::find_link() {
    std::error_code gone;
    const std::string real = fs::canonical(wish_.device, gone);
    std::vector<Camera> nodes = look_around();
    if (gone) {
        fill_serials(nodes);
        throw link_gone(wish_.device, cameras_by_sysfs(std::move(nodes)));
    }
    for (Camera& node : nodes)
        if (real_path(node.node) == real) return std::move(node);
    Camera unseen;
    unseen.node = real;
    return unseen;
}

Camera CameraFinder::find_match() {
    std::vector<Camera> nodes = look_around();
    if (empty(wish_) && known_) {
        if (std::optional<Camera> found = find_known(nodes)) return std::move(*found);
        fail_known(std::move(nodes));
    }
    std::vector<Camera> fitting;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(fitting),
                 [this](const Camera& node) { return fits_place(node, wish_) && !plainly_no_camera(node.name); });
    if (!wish_.serial.empty()) {
        fill_serials(fitting);
        std::erase_if(fitting, [this](const Camera& node) { return node.serial != wish_.serial; });
    }
    if (known_)
        if (std::optional<Camera> found = find_known(fitting); found && fits(*found, wish_)) return std::move(*found);
    std::vector<Camera> found = ask_by_model(fitting, wish_, survey_);
    leave_out_unreachable(found);
    if (found.empty() || !one_function(found)) {
        fill_serials(nodes);
        fill_serials(found);
        const std::vector<Camera> here = cameras_by_sysfs(std::move(nodes));
        throw found.empty() ? none_fits(wish_, here) : several_fit(wish_, found, here);
    }
    return *std::min_element(found.begin(), found.end(), [](const Camera& a, const Camera& b) { return a.index < b.index; });
}

/// The camera that streamed, wherever its number went.
std::optional<Camera> CameraFinder::find_known(std::vector<Camera>& nodes) {
    std::vector<Camera> found;
    for (Camera& node : nodes)
        if (is_known(node)) found.push_back(node);
    if (known_->usb_folder.empty() || known_->serial.empty()) return found.empty() ? std::nullopt : std::optional(found.front());
    if (found.size() > 1 || serial_shared_) std::erase_if(found, [this](const Camera& node) { return node.usb_port != known_->usb_port; });
    return found.empty() ? std::nullopt : std::optional(found.front());
}

bool CameraFinder::is_known(Camera& camera) {
    const Camera& known = *known_;
    if (camera.usb_id != known.usb_id || camera.usb_interface != known.usb_interface) return false;
    if (!known.usb_folder.empty()) {
        if (camera.index != known.index) return false;
        if (known.serial.empty()) return camera.usb_port == known.usb_port;
        fill_serial(camera);
        return camera.serial == known.serial;
    }
    if (camera.name != known.name) return false;
    if (!known.sys_device.empty() && camera.sys_device == known.sys_device && camera.index == known.index) return true;
    query_driver(camera, survey_);
    return camera.trouble.empty() && camera.card == known.card && camera.driver == known.driver && camera.bus_info == known.bus_info;
}

void CameraFinder::fail_known(std::vector<Camera> nodes) {
    fill_serials(nodes);
    throw known_gone(*known_, serial_shared_, cameras_by_sysfs(std::move(nodes)));
}

void CameraFinder::remember(const Camera& opened) noexcept {
    try {
        learn(opened);
    } catch (const std::exception&) {
        // Out of memory: the one that was known before is as good.
    }
}

void CameraFinder::learn(const Camera& opened) {
    if (!wish_.device.empty() && is_link(wish_.device)) return;
    std::vector<Camera> nodes = look_around();
    const std::string real = real_path(opened.node);
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&real](const Camera& node) { return real_path(node.node) == real; });
    if (found == nodes.end()) return known_.reset();
    Camera camera = *found;
    fill_serial(camera);
    // It streams, so it answers.
    if (camera.usb_folder.empty()) query_driver(camera, survey_);
    serial_shared_ = !camera.serial.empty() && std::any_of(nodes.begin(), nodes.end(), [&](Camera& other) {
        if (other.usb_id != camera.usb_id || other.usb_port == camera.usb_port) return false;
        fill_serial(other);
        return other.serial == camera.serial;
    });
    known_ = std::move(camera);
}

std::vector<Camera> CameraFinder::look_around() {
    std::vector<Camera> nodes = nodes_without_serials(survey_.sys, survey_.dev);
    std::set<std::string> here;
    for (const Camera& node : nodes) here.insert(plugging_of(node));
    std::erase_if(serials_, [&here](const auto& entry) { return !here.contains(entry.first); });
    return nodes;
}

void CameraFinder::fill_serial(Camera& camera) {
    if (camera.usb_folder.empty() || !camera.serial.empty()) return;
    std::string& serial = serials_[plugging_of(camera)];
    if (serial.empty()) {
        read_serial(camera);
        serial = camera.serial;
    }
    camera.serial = serial;
}

void CameraFinder::fill_serials(std::vector<Camera>& nodes) {
    for (Camera& node : nodes) fill_serial(node);
}

}  // namespace sluice::v4l2
