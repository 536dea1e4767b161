#include "camera_sysfs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace sluice::v4l2 {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "video";
constexpr std::size_t most_nodes = 512, most_links = 2048;  // the kernel makes 256 nodes at most

int number_in(std::string_view digits) {
    int number = -1;
    const char* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && rest == end && number >= 0 ? number : -1;
}

/// The number in "video12"; -1 for other names.
int number_of(std::string_view name) { return name.starts_with(prefix) ? number_in(name.substr(prefix.size())) : -1; }

/// The first line, cut: a file may be large, and no device file is waited for.
std::string line_of(const fs::path& file) {
    std::array<char, 256> text;
    const int fd = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return {};
    const ssize_t count = ::read(fd, text.data(), text.size());
    ::close(fd);
    const std::string_view all(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return std::string(all.substr(0, all.find('\n')));
}

/// The USB device that a node hangs on: up from its interface until a folder has a vendor.
void read_usb(Camera& camera) {
    std::error_code error;
    fs::path below;
    fs::path at = camera.sys_device;
    for (int up = 0; up < 6 && at.has_relative_path(); ++up, below = std::exchange(at, at.parent_path())) {
        if (!fs::exists(at / "idVendor", error)) continue;
        camera.usb_folder = at;
        camera.usb_port = at.filename();
        camera.usb_id = line_of(at / "idVendor") + ":" + line_of(at / "idProduct");
        const std::string interface = below.filename();
        if (const auto colon = interface.find(':'); colon != std::string::npos) camera.usb_interface = interface.substr(colon + 1);
        return;
    }
}

/// What each link in a folder leads to.
using Links = std::multimap<std::string, std::string>;

void add_links(Links& links, const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end && links.size() < most_links; at.increment(error)) {
        std::error_code unresolved;
        const fs::path target = fs::canonical(at->path(), unresolved);
        if (!unresolved) links.emplace(target, at->path());
    }
}

void take_links(Camera& camera, const Links& links, const std::string& dev) {
    std::error_code error;
    const auto [begin, end] = links.equal_range(fs::weakly_canonical(camera.node, error));
    for (auto link = begin; link != end; ++link) camera.links.push_back(link->second);
    std::sort(camera.links.begin(), camera.links.end());
    const auto first_in = [&camera](const std::string& folder) {
        const auto found = std::find_if(camera.links.begin(), camera.links.end(), [&](const std::string& link) { return link.starts_with(folder); });
        return found == camera.links.end() ? std::string() : *found;
    };
    camera.by_id = first_in(dev + "/v4l/by-id/");
    camera.by_path = first_in(dev + "/v4l/by-path/");
}

/// The nodes by what the kernel calls them: "81:0". A container may have one under another number.
using Nodes = std::map<std::string, std::string>;

Nodes nodes_in(const std::string& dev) {
    Nodes out;
    std::error_code error;
    for (fs::directory_iterator at(dev, error), end; !error && at != end && out.size() < most_nodes; at.increment(error)) {
        struct stat info{};
        if (number_of(at->path().filename().native()) < 0 || ::stat(at->path().c_str(), &info) != 0 || !S_ISCHR(info.st_mode)) continue;
        out.emplace(std::to_string(major(info.st_rdev)) + ":" + std::to_string(minor(info.st_rdev)), at->path());
    }
    return out;
}

/// Where the node of that sysfs entry is; empty: its name belongs to another here.
std::string node_of(const Nodes& nodes, const fs::path& entry, const std::string& dev) {
    const std::string number = line_of(entry / "dev");
    if (const auto found = nodes.find(number); found != nodes.end()) return found->second;
    std::string plain = dev + "/" + entry.filename().native();
    const bool taken = !number.empty() && std::any_of(nodes.begin(), nodes.end(), [&](const auto& node) { return node.second == plain; });
    return taken ? std::string() : plain;
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end && names.size() < most_nodes; at.increment(error))
        if (number_of(at->path().filename().native()) >= 0) names.push_back(at->path().filename());
    std::sort(names.begin(), names.end(),
              [](const std::string& a, const std::string& b) { return number_of(a) < number_of(b); });
    return names;
}

}  // namespace

std::vector<Camera> nodes_without_serials(const std::string& sys, const std::string& dev) {
    const fs::path root = fs::path(sys) / "class/video4linux";
    const Nodes nodes = nodes_in(dev);
    Links links;
    for (const char* folder : {"by-id", "by-path"}) add_links(links, fs::path(dev) / "v4l" / folder);
    std::vector<Camera> out;
    for (const std::string& name : names_in(root)) {
        Camera camera;
        camera.node = node_of(nodes, root / name, dev);
        if (camera.node.empty()) continue;
        camera.name = camera.card = line_of(root / name / "name");
        camera.index = number_in(line_of(root / name / "index"));
        std::error_code none;
        camera.sys_device = fs::canonical(root / name / "device", none);
        read_usb(camera);
        take_links(camera, links, dev);
        out.push_back(std::move(camera));
    }
    return out;
}

void read_serial(Camera& camera) {
    if (!camera.usb_folder.empty()) camera.serial = line_of(fs::path(camera.usb_folder) / "serial");
}

std::vector<Camera> nodes_in_sysfs(const std::string& sys, const std::string& dev) {
    std::vector<Camera> out = nodes_without_serials(sys, dev);
    for (Camera& camera : out) read_serial(camera);
    return out;
}

std::string plugging_of(const Camera& camera) {
    if (camera.usb_folder.empty()) return {};
    struct stat info{};
    const auto inode = ::stat(camera.usb_folder.c_str(), &info) == 0 ? info.st_ino : 0;
    return camera.usb_folder + " " + std::to_string(inode) + " " + line_of(fs::path(camera.usb_folder) / "devnum");
}

bool plainly_no_camera(const std::string& name) {
    static constexpr std::array beginnings = {"bcm2835-codec", "bcm2835-isp", "pispbe", "rpi-hevc-dec", "rpivid"};
    return std::any_of(beginnings.begin(), beginnings.end(), [&name](const char* beginning) { return name.starts_with(beginning); });
}

void guess_role(Camera& camera) {
    camera.is_camera = camera.index == 0 && !plainly_no_camera(camera.name);
    camera.role = camera.is_camera ? NodeRole::camera : NodeRole::other;
    camera.why_not = camera.is_camera         ? ""
                     : camera.index == 0 ? "codec or image processor: takes pictures from memory"
                                         : "not its device's first node, so most likely metadata";
}

}  // namespace sluice::v4l2
