#include "tools/sluice/doctor/machine_check.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

void check_group(const Machine& machine, const std::vector<v4l2::Camera>& nodes, Findings& out) {
    const bool cameras = std::any_of(nodes.begin(), nodes.end(), [](const v4l2::Camera& node) { return node.is_camera; });
    if (machine.root || !cameras) return;
    const std::string who = machine.user.empty() ? "this user" : machine.user;
    switch (membership_in(machine, "video")) {
        case Membership::member: out.push_back({Mark::ok, "group video", text::cat(who, " is in it"), "", {}}); break;
        case Membership::after_login:
            out.push_back({Mark::note, "group video", text::cat(who, " is in it, but this session began before that"), "log in again", {}});
            break;
        case Membership::none:
            out.push_back({Mark::note, "group video", text::cat(who, " is not in it; cameras that open all the same do so for who sits at the screen"),
                           "for services and ssh: sudo usermod -aG video $USER, then log in again", {}});
            break;
        case Membership::no_such_group: break;
    }
}

}  // namespace

Findings check_machine(const Machine& machine, const std::vector<v4l2::Camera>& nodes) {
    Findings out;
    if (const auto memory = available_memory(machine)) out.push_back({Mark::ok, "memory", text::byte_count(*memory) + " available", "", {}});
    if (machine.clock_synchronised)
        out.push_back({Mark::ok, "clock", "synchronised", "", {}});
    else
        out.push_back({Mark::note, "clock", "nothing keeps it right, so wall_us cannot be compared with other machines",
                       "turn on systemd-timesyncd or chrony", {}});
    check_group(machine, nodes, out);
    return out;
}

}  // namespace sluice::tool
