#include "tools/sluice/control/control_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <sluice/error.hpp>
#include <sluice/unique_fd.hpp>

#include "base/text.hpp"
#include "sinks/zmq/endpoint.hpp"

namespace sluice::tool {

namespace {

constexpr int backlog = 16;

[[noreturn]] void fail_to_bind(const std::string& path, int error) {
    const std::string what = text::cat("cannot offer control at ", path, ": ", text::errno_text(error));
    if (error == EADDRINUSE) throw Error(what, "stop the other program, or name another path in process.control");
    throw Error(what, "name a path in process.control that this user may write");
}

// Others of the group may reach it, nobody else.
void bind_to(const std::string& path, int listener) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) fail_to_bind(path, ENAMETOOLONG);
    std::memcpy(address.sun_path, path.data(), path.size());
    const mode_t before = ::umask(0117);
    const int bound = ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::umask(before);
    if (bound != 0) fail_to_bind(path, error);
    if (::listen(listener, backlog) == 0) return;
    const int why = errno;
    ::unlink(path.c_str());
    fail_to_bind(path, why);
}

}  // namespace

ControlSocket::ControlSocket(const std::string& path) : path_(path) {
    if (const auto obstacle = zmq_sink_parts::ipc_obstacle(path))
        throw Error(text::cat("cannot offer control at ", path, ": ", obstacle->what), obstacle->next);
    UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!listener) fail_to_bind(path, errno);
    // Nobody answered there: it was left behind. Where somebody is quicker than we are, bind fails.
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
    bind_to(path, listener.get());
    if (::lstat(path.c_str(), &status) == 0) {
        device_ = status.st_dev;
        inode_ = status.st_ino;
    }
    listener_ = ::fcntl(listener.get(), F_DUPFD_CLOEXEC, 3);
    if (listener_ < 0) {
        const int error = errno;
        ::unlink(path.c_str());
        fail_to_bind(path, error);
    }
}

ControlSocket::~ControlSocket() {
    if (listener_ >= 0) ::close(listener_);
    // Another program may have put its own there since.
    struct stat status{};
    if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace sluice::tool
