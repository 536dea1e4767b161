#include "camera_sysfs.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace sluice::v4l2 {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "video";

/// The number in "video12"; -1 for other names.
int number_of(std::string_view name) {
    if (!name.starts_with(prefix)) return -1;
    int number = -1;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, number);
    return error == std::errc{} && rest == end && number >= 0 ? number : -1;
}

std::string line_of(const fs::path& file) {
    std::string out;
    std::ifstream in(file);
    std::getline(in, out);
    return out.substr(0, 256);
}

/// The USB device that a node hangs on: up from its interface until a folder has a vendor.
void read_usb(Camera& camera, const fs::path& entry) {
    std::error_code error;
    fs::path at = fs::canonical(entry / "device", error);
    if (error) return;
    for (int up = 0; up < 6 && at.has_relative_path(); ++up, at = at.parent_path()) {
        if (!fs::exists(at / "idVendor", error)) continue;
        camera.usb_port = at.filename();
        camera.usb_id = line_of(at / "idVendor") + ":" + line_of(at / "idProduct");
        camera.serial = line_of(at / "serial");
        return;
    }
}

std::string link_to(const std::string& node, const fs::path& folder) {
    std::error_code error;
    const fs::path wanted = fs::weakly_canonical(node, error);
    std::vector<std::string> found;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code unresolved;
        if (fs::weakly_canonical(at->path(), unresolved) == wanted && !unresolved) found.push_back(at->path());
    }
    return found.empty() ? std::string() : *std::min_element(found.begin(), found.end());
}

}  // namespace

std::vector<Camera> nodes_in_sysfs(const std::string& sys, const std::string& dev) {
    std::vector<std::string> names;
    std::error_code error;
    const fs::path root = fs::path(sys) / "class/video4linux";
    for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error))
        if (number_of(at->path().filename().string()) >= 0) names.push_back(at->path().filename());
    std::sort(names.begin(), names.end(),
              [](const std::string& a, const std::string& b) { return number_of(a) < number_of(b); });
    std::vector<Camera> out;
    for (const std::string& name : names) {
        Camera camera;
        camera.node = dev + "/" + name;
        camera.card = line_of(root / name / "name");
        read_usb(camera, root / name);
        camera.by_id = link_to(camera.node, fs::path(dev) / "v4l/by-id");
        camera.by_path = link_to(camera.node, fs::path(dev) / "v4l/by-path");
        out.push_back(std::move(camera));
    }
    return out;
}

bool is_first_node(const Camera& camera, const std::string& sys) {
    const std::string name = fs::path(camera.node).filename();
    return line_of(fs::path(sys) / "class/video4linux" / name / "index") == "0";
}

}  // namespace sluice::v4l2
