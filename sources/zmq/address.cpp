#include "address.hpp"

#include <sys/un.h>

#include <algorithm>
#include <charconv>

namespace sluice::upstream {

namespace {

constexpr std::string_view digits = "0123456789";

bool is_port(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

std::optional<Fault> fault_of_tcp(const std::string& address) {
    const std::string_view rest = std::string_view(address).substr(6);
    const auto colon = rest.rfind(':');
    const bool colon_of_ipv6 = colon != std::string_view::npos && rest.find(']', colon) != std::string_view::npos;
    if (colon == std::string_view::npos || colon_of_ipv6) return Fault{address + " lacks the port", "write " + address + ":5555"};
    if (colon == 0) return Fault{address + " lacks the host", "write tcp://127.0.0.1" + std::string(rest)};
    if (rest.find_first_of(" /@;") != std::string_view::npos)
        return Fault{address + " is no address", "write tcp://HOST:PORT, such as tcp://pi-front:5555"};
    if (!is_port(rest.substr(colon + 1)))
        return Fault{"port \"" + std::string(rest.substr(colon + 1)) + "\" is not 1 to 65535", "write the port that its sink binds to, such as 5555"};
    return std::nullopt;
}

std::optional<Fault> fault_of_ipc(const std::string& address) {
    constexpr std::size_t most = sizeof(sockaddr_un::sun_path) - 1;
    if (address.size() == 6) return Fault{address + " lacks the path", "write ipc:///run/sluice/front.ipc"};
    if (address.size() - 6 > most)
        return Fault{"the path has " + std::to_string(address.size() - 6) + " characters, a socket takes " + std::to_string(most),
                     "choose a shorter one there"};
    return std::nullopt;
}

bool is_name(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto inside = [&](char c) { return letter(c) || digits.find(c) != std::string_view::npos || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= 32 && letter(text.front()) && std::ranges::all_of(text, inside);
}

}  // namespace

std::optional<Fault> fault_of_address(std::string_view text) {
    const std::string address(text);
    const bool tcp = text.starts_with("tcp://"), ipc = text.starts_with("ipc://");
    if (!tcp && !ipc) {
        if (text.find("://") != std::string_view::npos) return Fault{address + " is no address of sluice", "write tcp://HOST:PORT or ipc:///PATH"};
        if (text.empty()) return Fault{"the address is empty", "write tcp://HOST:PORT or ipc:///PATH"};
        if (text.starts_with("/")) return Fault{address + " lacks its kind", "write ipc://" + address};
        if (text.starts_with("tcp:") || text.starts_with("tcp/")) {
            const auto host = text.find_first_not_of(":/", 3);
            return Fault{address + " lacks its kind", host == std::string_view::npos ? "write tcp://HOST:PORT" : "write tcp://" + std::string(text.substr(host))};
        }
        const bool port_alone = text.find_first_not_of(digits) == std::string_view::npos;
        const bool has_port = text.find(':') != std::string_view::npos;
        return Fault{address + " lacks its kind", "write tcp://" + (port_alone ? "127.0.0.1:" + address : has_port ? address : address + ":5555")};
    }
    if (const std::string_view rest = text.substr(6); rest.starts_with("*") || rest.starts_with("0.0.0.0"))
        return Fault{address + " is where a sink binds, not where it is reached", "name its host: tcp://127.0.0.1:5555"};
    return tcp ? fault_of_tcp(address) : fault_of_ipc(address);
}

std::optional<Fault> read_topic(std::string_view written, std::string& topic) {
    const auto slash = written.find('/');
    const std::string_view name = written.substr(0, slash);
    std::string_view kind = slash == std::string_view::npos ? "jpeg" : written.substr(slash + 1);
    if (kind.ends_with('/')) kind.remove_suffix(1);
    if (kind.empty()) kind = "jpeg";  // front/
    if (name == "sluice") return Fault{std::string(written) + " carries no frames", "name a topic that does, such as front/jpeg/; sluice sub lists them"};
    if (!is_name(name)) return Fault{"\"" + std::string(written) + "\" is no topic", "write the input's name there and its kind, such as front/jpeg/"};
    topic = std::string(name) + "/" + std::string(kind) + "/";
    if (kind == "jpeg" || kind == "raw") return std::nullopt;
    const std::string next = "write " + std::string(name) + "/jpeg/, or " + std::string(name) + "/raw/ for pixels that are no JPEGs";
    const bool known = kind == "notes" || kind == "event" || kind == "stat";
    return Fault{topic + (known ? " carries no frames" : " is no topic of frames"), next};
}

}  // namespace sluice::upstream
