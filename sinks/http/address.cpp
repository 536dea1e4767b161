#include "address.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>
#include <system_error>

namespace sluice::http_sink_parts {

namespace {

constexpr std::string_view example = "write it like 127.0.0.1:8080 or [::1]:8080";

bool read_port(std::string_view text, std::string& port) {
    if (text == "*") text = "0";
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number > 65535) return false;
    port = std::to_string(number);
    return true;
}

bool is_ipv6(const std::string& host) {
    in6_addr address{};
    return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

// What stands before the last colon outside of brackets, and what after it.
bool split(std::string_view text, std::string_view& host, std::string_view& port) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return false;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    return true;
}

}  // namespace

std::optional<AddressFault> parse_address(std::string_view text, Address& address) {
    const std::string quoted = std::string("\"").append(text).append("\"");
    if (text.find("://") != std::string_view::npos)
        return AddressFault{quoted + " is a URL, not an address to bind to", std::string(example)};
    std::string_view host, port;
    if (!split(text, host, port) || host.empty() || !port.starts_with(':'))
        return AddressFault{quoted + " lacks a host or a port", std::string(example)};
    if (text.starts_with('[') && !is_ipv6(std::string(host)))
        return AddressFault{quoted + " has no IPv6 address in its brackets", std::string(example)};
    if (host.find_first_of(" /\"'@") != std::string_view::npos)
        return AddressFault{std::string("\"").append(host).append("\" is no host"), std::string(example)};
    port.remove_prefix(1);
    if (!read_port(port, address.port))
        return AddressFault{std::string("port \"").append(port).append("\" is not 0 to 65535 or *"), std::string(example)};
    address.host = host;
    return std::nullopt;
}

std::string to_text(const Address& address) {
    const bool brackets = address.host.find(':') != std::string::npos;
    return (brackets ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

bool is_local(std::string_view host) {
    std::string name(host);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    in6_addr six{};
    if (::inet_pton(AF_INET6, name.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
    in_addr four{};
    if (::inet_pton(AF_INET, name.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    return name == "localhost";
}

bool host_header_is_local(std::string_view header) {
    std::string_view host, port;
    if (!split(header, host, port)) return false;
    std::string number;
    if (!port.empty() && !(port.starts_with(':') && read_port(port.substr(1), number))) return false;
    return is_local(host);
}

std::vector<Address> reachable_at(const Address& address) {
    if (address.host != "*" && address.host != "0.0.0.0" && address.host != "::") return {address};
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return {address};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(list, &::freeifaddrs);
    std::vector<Address> all;
    for (const ifaddrs* one = list; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || (one->ifa_flags & IFF_LOOPBACK)) continue;
        std::array<char, INET_ADDRSTRLEN> text{};
        const auto* four = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
        if (::inet_ntop(AF_INET, &four->sin_addr, text.data(), text.size())) all.push_back({text.data(), address.port});
    }
    if (all.empty()) all.push_back({"127.0.0.1", address.port});
    return all;
}

}  // namespace sluice::http_sink_parts
