#include "socket_address.hpp"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>

namespace sluice::zmq_sink_parts {

namespace {

SocketAddress copied(const sockaddr* address, socklen_t size) {
    SocketAddress copy;
    std::memcpy(&copy.storage, address, size);
    copy.size = size;
    return copy;
}

SocketAddress path_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t size = std::min(path.size(), sizeof address.sun_path - 1);
    std::memcpy(address.sun_path, path.data(), size);
    const bool abstract = path.starts_with('@');
    if (abstract) address.sun_path[0] = '\0';
    // Of an abstract name every byte counts; a path ends with a zero.
    return copied(reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size + (abstract ? 0 : 1)));
}

// IPv4 before IPv6.
std::optional<SocketAddress> interface_address(const std::string& name) {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(list, &::freeifaddrs);
    for (const auto& [family, size] : {std::pair{AF_INET, sizeof(sockaddr_in)}, std::pair{AF_INET6, sizeof(sockaddr_in6)}})
        for (const ifaddrs* one = list; one; one = one->ifa_next)
            if (one->ifa_name == name && one->ifa_addr && one->ifa_addr->sa_family == family)
                return copied(one->ifa_addr, static_cast<socklen_t>(size));
    return std::nullopt;
}

std::optional<SocketAddress> numeric_address(std::string host) {
    if (host == "*") host = "0.0.0.0";
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST;
    addrinfo* list = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return std::nullopt;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
    return copied(list->ai_addr, list->ai_addrlen);
}

void set_port(SocketAddress& address, const std::string& text) {
    const in_port_t port = htons(static_cast<in_port_t>(text == "*" ? 0 : std::stoi(text)));
    if (address.storage.ss_family == AF_INET6)
        reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port = port;
    else
        reinterpret_cast<sockaddr_in&>(address.storage).sin_port = port;
}

}  // namespace

std::optional<SocketAddress> address_of(const Endpoint& endpoint) {
    if (endpoint.transport == Endpoint::Transport::ipc) return path_address(endpoint.host);
    auto address = interface_address(endpoint.host);
    if (!address) address = numeric_address(endpoint.host);
    if (address) set_port(*address, endpoint.port);
    return address;
}

std::string bound_text(int fd, const Endpoint& endpoint) {
    if (endpoint.transport == Endpoint::Transport::ipc) return "ipc://" + endpoint.host;
    SocketAddress address;
    address.size = sizeof address.storage;
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    const bool known = ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size) == 0 &&
                       ::getnameinfo(address.get(), address.size, host.data(), host.size(), port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV) == 0;
    if (!known) return "tcp://" + endpoint.host + ":" + endpoint.port;
    const bool six = address.storage.ss_family == AF_INET6;
    return std::string("tcp://").append(six ? "[" : "").append(host.data()).append(six ? "]:" : ":").append(port.data());
}

}  // namespace sluice::zmq_sink_parts
