#include "peers.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// 0: no socket, or not open.
ino_t inode_of(int fd) {
    struct stat status {};
    return fd >= 0 && ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode) ? status.st_ino : 0;
}

// Ours, so that what it stands for cannot change between a look and a deed: libzmq's thread closes and opens as it likes.
class Pinned {
public:
    explicit Pinned(int fd) : fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)) {}
    ~Pinned() {
        if (fd_ >= 0) ::close(fd_);
    }
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool end() const noexcept { return ::shutdown(fd_, SHUT_RDWR) == 0; }

private:
    int fd_;
};

bool was_accepted_at(int fd, const Endpoint& endpoint) {
    sockaddr_storage own{}, peer{};
    socklen_t own_size = sizeof own, peer_size = sizeof peer;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &own_size) != 0) return false;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) return false;  // the listening one
    if (endpoint.transport == Endpoint::Transport::ipc) {
        if (own.ss_family != AF_UNIX || own_size <= offsetof(sockaddr_un, sun_path)) return false;
        const auto* address = reinterpret_cast<const sockaddr_un*>(&own);
        std::string path(address->sun_path, own_size - offsetof(sockaddr_un, sun_path));
        if (!path.empty() && path.front() == '\0') path.front() = '@';
        return std::string_view(path.c_str()) == endpoint.host;
    }
    if (endpoint.transport != Endpoint::Transport::tcp) return false;
    unsigned port = 0;
    std::from_chars(endpoint.port.data(), endpoint.port.data() + endpoint.port.size(), port);
    if (own.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&own)->sin_port) == port;
    return own.ss_family == AF_INET6 && ntohs(reinterpret_cast<const sockaddr_in6*>(&own)->sin6_port) == port;
}

std::vector<int> open_sockets() {
    std::vector<int> all;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/fd"), &::closedir);
    while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
        int fd = -1;
        const char* end = entry->d_name + std::strlen(entry->d_name);
        if (std::from_chars(entry->d_name, end, fd).ptr == end && inode_of(fd) != 0) all.push_back(fd);
    }
    return all;
}

}  // namespace

Peers::~Peers() {
    for (auto& [connection, peer] : peers_) zmq_msg_close(&peer.anchor);
}

Peers::Connection Peers::sender(zmq_msg_t& message) {
    // The text lies in an object that libzmq makes for each connection.
    const char* fact = zmq_msg_gets(&message, "__fd");
    if (!fact) return nullptr;
    const auto [found, fresh] = peers_.try_emplace(fact);
    if (!fresh) return fact;
    Peer& peer = found->second;
    zmq_msg_init(&peer.anchor);
    zmq_msg_copy(&peer.anchor, &message);
    peer.fd = std::atoi(fact);
    peer.inode = inode_of(peer.fd);
    // A descriptor is one connection's at a time.
    for (auto& [connection, other] : peers_)
        if (connection != fact && other.fd == peer.fd) other.inode = 0;
    return fact;
}

void Peers::cut(Connection connection) {
    const auto found = peers_.find(connection);
    if (found == peers_.end() || found->second.cut || found->second.inode == 0) return;
    const Pinned pinned(found->second.fd);
    if (inode_of(pinned.get()) != found->second.inode || !pinned.end()) return;
    found->second.cut = true;
    ++cut_off_;
}

void Peers::take_unknown(const std::vector<std::string>& bound, Clock::time_point now) {
    if (unknown_.spend(now)) return;
    unknown_ = {};
    cut_unknown(bound);
}

void Peers::cut_unknown(const std::vector<std::string>& bound) {
    for (const int fd : open_sockets()) {
        const Pinned pinned(fd);
        const ino_t inode = inode_of(pinned.get());
        const bool known = std::ranges::any_of(peers_, [&](const auto& one) { return one.second.inode == inode; });
        if (inode == 0 || known) continue;
        for (const std::string& text : bound) {
            Endpoint endpoint;
            if (parse_endpoint(text, endpoint) || !was_accepted_at(pinned.get(), endpoint)) continue;
            if (pinned.end()) ++cut_off_;
            break;
        }
    }
}

// In two steps: what a connection sent last may come in after its descriptor has been closed, but not after the next time
// that everything was read.
void Peers::sweep(const std::function<void(Connection)>& ended, const std::function<void(Connection)>& forget) {
    for (auto at = peers_.begin(); at != peers_.end();) {
        Peer& peer = at->second;
        if (peer.gone) {
            forget(at->first);
            zmq_msg_close(&peer.anchor);
            at = peers_.erase(at);
            continue;
        }
        peer.gone = peer.inode == 0 || inode_of(peer.fd) != peer.inode;
        if (peer.gone) ended(at->first);
        ++at;
    }
}

}  // namespace sluice::zmq_sink_parts
