#include "zmtp_listener.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "bind_error.hpp"
#include "socket_address.hpp"
#include "socket_file_mask.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr int waiting_to_connect = 256;
constexpr int inbound_buffer_bytes = 16 << 10;

void set(int fd, int level, int option, int value) { ::setsockopt(fd, level, option, &value, sizeof value); }

// 0, or why not.
int bind_and_listen(int fd, const SocketAddress& address) {
    if (address.storage.ss_family != AF_UNIX) set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (address.storage.ss_family == AF_INET6) {
        const auto& six = reinterpret_cast<const sockaddr_in6&>(address.storage);
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr) ? 0 : 1);
    }
    // Here, for whoever connects gets it, and from the first segment on.
    set(fd, SOL_SOCKET, SO_RCVBUF, inbound_buffer_bytes);
    const SocketFileMask mask;
    return ::bind(fd, address.get(), address.size) == 0 && ::listen(fd, waiting_to_connect) == 0 ? 0 : errno;
}

}  // namespace

ZmtpListener::ZmtpListener(const std::string& text) {
    const Endpoint endpoint = bindable(text);
    const auto address = address_of(endpoint);
    if (!address) throw_bind_error(text, endpoint, EADDRNOTAVAIL, {});
    const bool has_file = endpoint.transport == Endpoint::Transport::ipc && !endpoint.host.starts_with('@');
    // Whoever left it has ended: bindable() has asked.
    if (has_file) ::unlink(endpoint.host.c_str());
    fd_ = UniqueFd(::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int error = fd_ ? bind_and_listen(fd_.get(), *address) : errno;
    if (error != 0) throw_bind_error(text, endpoint, error, std::generic_category().message(error));
    bound_ = bound_text(fd_.get(), endpoint);
    struct stat status {};
    if (!has_file || ::lstat(endpoint.host.c_str(), &status) != 0) return;
    path_ = endpoint.host;
    device_ = status.st_dev;
    inode_ = status.st_ino;
}

ZmtpListener::~ZmtpListener() {
    struct stat status {};
    if (path_.empty() || ::lstat(path_.c_str(), &status) != 0) return;
    if (status.st_dev == device_ && status.st_ino == inode_) ::unlink(path_.c_str());
}

ZmtpListener::Accepted ZmtpListener::accept(UniqueFd& fd) const {
    for (;;) {
        fd = UniqueFd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (fd) return Accepted::one;
        if (errno == EAGAIN || errno == EINVAL) return Accepted::nobody;
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return Accepted::no_room;
        // ECONNABORTED and network errors are of that connection alone.
    }
}

}  // namespace sluice::zmq_sink_parts
