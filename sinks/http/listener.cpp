#include "listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

#include <sluice/error.hpp>

namespace sluice::http_sink_parts {

namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList resolve(const Address& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    // Whatever a hosts file says: what was let through as local must be.
    const std::string host = is_local(address.host) && address.host.find(':') == std::string::npos && address.host.find('.') == std::string::npos
                                 ? "127.0.0.1"
                                 : address.host;
    addrinfo* list = nullptr;
    const int fault = ::getaddrinfo(host == "*" ? "::" : host.c_str(), address.port.c_str(), &hints, &list);
    if (fault != 0 && host == "*") return AddressList(nullptr, &::freeaddrinfo);
    if (fault != 0) throw Error("no machine is called " + host + ": " + ::gai_strerror(fault), "bind an address of this machine");
    return {list, &::freeaddrinfo};
}

void set(int fd, int level, int option, int value) { ::setsockopt(fd, level, option, &value, sizeof value); }

// An errno of bind() or listen(), in the user's words.
[[noreturn]] void tell(const Address& address, int fault) {
    const std::string text = to_text(address);
    if (fault == EADDRINUSE)
        throw Error("another program listens at " + text, "stop it (is sluice running already?) or bind another port; port 0 is any free one");
    if (fault == EACCES) throw Error("port " + address.port + " is for root alone", "bind a port from 1024 on");
    if (fault == EADDRNOTAVAIL) throw Error("this machine does not have the address " + address.host, "bind one that `ip addr` lists");
    throw Error("cannot bind to " + text + ": " + std::generic_category().message(fault), "bind another address");
}

// 0, or why not.
int bind_and_listen(int fd, const sockaddr* name, socklen_t size) {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (name->sa_family == AF_INET6) {
        const auto* six = reinterpret_cast<const sockaddr_in6*>(name);
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ? 0 : 1);
    }
    // Who connects and says nothing stays with the kernel.
    set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, 5);
    return ::bind(fd, name, size) == 0 && ::listen(fd, 64) == 0 ? 0 : errno;
}

std::string port_of(int fd) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size);
    const in_port_t port = name.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(name).sin6_port
                                                      : reinterpret_cast<const sockaddr_in&>(name).sin_port;
    return std::to_string(ntohs(port));
}

}  // namespace

Listener::Listener(const Address& address) : bound_(address) {
    const AddressList list = resolve(address);
    sockaddr_in any{};  // where there is no IPv6
    any.sin_family = AF_INET;
    any.sin_port = htons(static_cast<in_port_t>(std::stoi(address.port)));
    int fault = EAFNOSUPPORT;
    const auto attempt = [&](const sockaddr* name, socklen_t size) {
        UniqueFd fd(::socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        fault = fd.get() < 0 ? errno : bind_and_listen(fd.get(), name, size);
        if (fault == 0) fd_ = std::move(fd);
        return fault == 0;
    };
    const bool bound = list && attempt(list->ai_addr, list->ai_addrlen);
    const bool no_ipv6 = fault == EAFNOSUPPORT || fault == EADDRNOTAVAIL;
    if (!bound && !(address.host == "*" && no_ipv6 && attempt(reinterpret_cast<const sockaddr*>(&any), sizeof any))) tell(address, fault);
    bound_.port = port_of(fd_.get());
}

UniqueFd Listener::accept() const {
    constexpr int send_buffer = 256 << 10, unsent = 64 << 10;
    for (;;) {
        UniqueFd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (fd.get() >= 0) {
            set(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
            // What waits in the kernel is old when it comes out.
            set(fd.get(), SOL_SOCKET, SO_SNDBUF, send_buffer);
            set(fd.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent);
            return fd;
        }
        if (errno == EAGAIN || errno == EINVAL) return {};
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            throw Error("cannot take a connection: " + std::generic_category().message(errno), "set `clients` lower, or raise the limit");
        // ECONNABORTED and network errors are of that connection alone.
    }
}

}  // namespace sluice::http_sink_parts
