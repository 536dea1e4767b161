#include "endpoint.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <system_error>

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::string_view example = "write it like tcp://127.0.0.1:5555 or ipc:///run/sluice/front.ipc";

bool valid_port(std::string_view port) {
    if (port == "*") return true;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc{} && end == port.data() + port.size() && number >= 1 && number <= 65535;
}

// What was meant by an address without its kind: *:5555, 5555, /run/x.ipc.
std::string proposal(std::string_view text) {
    if (text.find("://") != std::string_view::npos) return std::string(example);
    if (text.starts_with("tcp:")) text.remove_prefix(std::min(text.find_first_not_of(":/", 4), text.size()));
    if (text.size() > 1 && text.starts_with('/')) return std::string("write ipc://").append(text);
    const auto colon = text.rfind(':');
    const std::string_view host = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
    const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
    if (!valid_port(port) || text == "*" || host.find_first_of(" /") != std::string_view::npos) return std::string(example);
    return std::string("write tcp://").append(host.empty() || host == "localhost" ? "127.0.0.1" : host).append(":").append(port);
}

std::optional<EndpointFault> parse_tcp(std::string_view rest, Endpoint& endpoint) {
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return EndpointFault{std::string("tcp://").append(rest) + " lacks a host or a port", std::string(example)};
    endpoint.host = rest.substr(0, colon);
    endpoint.port = rest.substr(colon + 1);
    if (endpoint.host.find_first_of(" /") != std::string::npos)
        return EndpointFault{std::string("\"").append(endpoint.host) + "\" is no host", std::string(example)};
    if (!valid_port(endpoint.port))
        return EndpointFault{std::string("port \"").append(endpoint.port) + "\" is not 1 to 65535 or *", std::string(example)};
    if (endpoint.host == "localhost")
        return EndpointFault{"localhost is a name, and only addresses can be bound", "write tcp://127.0.0.1:" + endpoint.port};
    return std::nullopt;
}

std::optional<EndpointFault> parse_ipc(std::string_view rest, Endpoint& endpoint) {
    constexpr std::size_t most = sizeof(sockaddr_un::sun_path) - 1;
    if (rest.empty()) return EndpointFault{"ipc:// lacks a path", std::string(example)};
    if (rest.size() > most)
        return EndpointFault{"the path has " + std::to_string(rest.size()) + " characters, a socket takes " + std::to_string(most),
                             "choose a shorter one"};
    endpoint.host = rest;
    return std::nullopt;
}

bool somebody_answers(const std::string& path) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
    const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::close(fd);
    return result == 0 || error != ECONNREFUSED;
}

}  // namespace

std::optional<EndpointFault> parse_endpoint(std::string_view text, Endpoint& endpoint) {
    constexpr std::array schemes = {std::pair{std::string_view("tcp://"), Endpoint::Transport::tcp},
                                    std::pair{std::string_view("ipc://"), Endpoint::Transport::ipc},
                                    std::pair{std::string_view("inproc://"), Endpoint::Transport::inproc}};
    for (const auto& [scheme, transport] : schemes) {
        if (!text.starts_with(scheme)) continue;
        endpoint.transport = transport;
        const std::string_view rest = text.substr(scheme.size());
        if (transport == Endpoint::Transport::tcp) return parse_tcp(rest, endpoint);
        if (transport == Endpoint::Transport::ipc) return parse_ipc(rest, endpoint);
        endpoint.host = rest;
        if (!rest.empty()) return std::nullopt;
    }
    return EndpointFault{std::string("\"").append(text) + "\" is no address to bind to", proposal(text)};
}

bool is_local(const Endpoint& endpoint) {
    if (endpoint.transport != Endpoint::Transport::tcp) return true;
    if (endpoint.host == "lo" || endpoint.host == "[::1]" || endpoint.host == "::1") return true;
    in_addr address{};
    return ::inet_pton(AF_INET, endpoint.host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

std::optional<EndpointFault> host_obstacle(const Endpoint& endpoint) {
    std::string host = endpoint.host;
    if (host == "*" || ::if_nametoindex(host.c_str()) != 0) return std::nullopt;
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    std::array<std::byte, sizeof(in6_addr)> address{};
    if (::inet_pton(AF_INET, host.c_str(), address.data()) == 1) return std::nullopt;
    if (::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), address.data()) == 1) return std::nullopt;
    return EndpointFault{"\"" + endpoint.host + "\" is neither an address nor a network interface of this machine",
                         "names cannot be bound: write tcp://127.0.0.1:" + endpoint.port + " for this machine alone, or tcp://*:" + endpoint.port +
                             " for every address it has"};
}

std::optional<EndpointFault> ipc_obstacle(const std::string& path) {
    if (path.starts_with('@') || path == "*") return std::nullopt;  // abstract, or a name of libzmq's choice
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT) {
            const auto slash = path.rfind('/');
            const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
            if (::access(folder.c_str(), F_OK) == 0) return std::nullopt;
            return EndpointFault{"the folder " + folder + " of the socket is not there", "make it, or name another path"};
        }
        return EndpointFault{"cannot look at " + path + ": " + std::system_category().message(errno), "name a path that can be reached"};
    }
    if (!S_ISSOCK(status.st_mode))
        return EndpointFault{path + " exists and is no socket", "it would be deleted: move it away or name another path"};
    if (somebody_answers(path))
        return EndpointFault{"another program answers at " + path, "stop it (is sluice running already?) or name another path"};
    return std::nullopt;
}

std::vector<std::string> reachable_at(std::string_view bound) {
    Endpoint endpoint;
    if (parse_endpoint(bound, endpoint) || endpoint.transport != Endpoint::Transport::tcp) return {std::string(bound)};
    if (endpoint.host != "0.0.0.0" && endpoint.host != "*" && endpoint.host != "[::]") return {std::string(bound)};
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return {std::string(bound)};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(list, &::freeifaddrs);
    std::vector<std::string> all;
    for (const ifaddrs* one = list; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK)) continue;
        std::array<char, INET_ADDRSTRLEN> text{};
        const auto* address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
        if (::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()))
            all.push_back(std::string("tcp://") + text.data() + ":" + endpoint.port);
    }
    if (all.empty()) all.push_back("tcp://127.0.0.1:" + endpoint.port);
    return all;
}

}  // namespace sluice::zmq_sink_parts
