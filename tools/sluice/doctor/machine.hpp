#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sources/v4l2/camera_list.hpp"

namespace sluice::tool {

/// The machine the doctor looks at; tests make one of files.
struct Machine {
    v4l2::Survey survey;             ///< with `open` and `control` set
    std::string groups = "/etc/group";
    std::string user;                ///< who runs it
    bool root = false;
    std::vector<unsigned> memberships;  ///< the group ids of this process
    bool clock_synchronised = true;
};

[[nodiscard]] Machine this_machine();

/// MemAvailable in bytes; nothing where the kernel does not tell.
[[nodiscard]] std::optional<double> available_memory(const Machine& machine);

/// How the user stands to a group.
enum class Membership { member, after_login, none, no_such_group };
[[nodiscard]] Membership membership_in(const Machine& machine, const std::string& group);

/// Who listens: a TCP socket of this machine.
struct Listener {
    std::string address;  ///< "127.0.0.1"; empty: every address
    std::uint16_t port = 0;
    std::string holder;   ///< "sluice (pid 12)"; empty: not to be seen
};
[[nodiscard]] std::vector<Listener> tcp_listeners(const Machine& machine);

}  // namespace sluice::tool
