#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace sluice::tool {

/// What every address of control begins with: it is never offered to the network.
inline constexpr std::string_view control_scheme = "ipc://";

/// A listening socket at a path of its own: others of the group may reach it, nobody else. The file goes with it.
class ControlSocket {
public:
    /// Throws Error: something lies at the path, or somebody answers there. [start]
    explicit ControlSocket(const std::string& path);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    [[nodiscard]] int fd() const noexcept { return listener_; }
    /// From now on libzmq closes it; the file stays ours.
    void given_away() noexcept { listener_ = -1; }

private:
    std::string path_;
    int listener_ = -1;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

}  // namespace sluice::tool
