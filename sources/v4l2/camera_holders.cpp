#include "camera_holders.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace sluice::v4l2 {

namespace {

namespace fs = std::filesystem;

int pid_of(const std::string& name) {
    int pid = 0;
    const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc{} && rest == name.data() + name.size() ? pid : 0;
}

std::string name_of_process(const fs::path& process) {
    std::string name;
    std::ifstream file(process / "comm");
    std::getline(file, name);
    return name.substr(0, 64);
}

void note(std::vector<Camera>& cameras, const std::vector<std::string>& nodes, const fs::path& process, const std::string& open) {
    for (std::size_t i = 0; i < cameras.size(); ++i) {
        if (nodes[i] != open) continue;
        const int pid = pid_of(process.filename());
        auto& holders = cameras[i].holders;
        const bool known = std::any_of(holders.begin(), holders.end(), [pid](const Holder& h) { return h.pid == pid; });
        if (!known) holders.push_back({pid, name_of_process(process)});
    }
}

}  // namespace

void find_holders(std::vector<Camera>& cameras, const std::string& proc) {
    if (cameras.empty()) return;
    std::vector<std::string> nodes;
    std::error_code error;
    for (const Camera& camera : cameras) nodes.push_back(fs::weakly_canonical(camera.node, error));
    bool complete = true;
    for (fs::directory_iterator at(proc, error), end; !error && at != end; at.increment(error)) {
        const int pid = pid_of(at->path().filename());
        if (pid == 0 || pid == ::getpid()) continue;
        std::error_code refused;
        fs::directory_iterator file(at->path() / "fd", refused);
        // A process that has just ended hides nothing.
        if (refused == std::errc::permission_denied) complete = false;
        for (; !refused && file != fs::directory_iterator(); file.increment(refused)) {
            std::error_code gone;
            note(cameras, nodes, at->path(), fs::read_symlink(file->path(), gone));
        }
    }
    for (Camera& camera : cameras) {
        camera.holders_complete = complete;
        std::sort(camera.holders.begin(), camera.holders.end(), [](const Holder& a, const Holder& b) { return a.pid < b.pid; });
    }
}

std::string holders_text(const Camera& camera) {
    std::string out;
    for (const Holder& holder : camera.holders)
        out += (out.empty() ? "held by " : ", ") + holder.name + " (pid " + std::to_string(holder.pid) + ")";
    if (out.empty() && camera.busy)
        out = "another program streams from it; sudo fuser -v " + camera.node + " says which";
    return out;
}

}  // namespace sluice::v4l2
