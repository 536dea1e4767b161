#include "tools/sluice/doctor/sink_check.hpp"

#include "tools/sluice/doctor/disk_check.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "sinks/zmq/endpoint.hpp"

namespace sluice::tool {

namespace {

namespace parts = zmq_sink_parts;

/// Two bindings to one port are in each other's way when they are of one address, or one is of all.
bool rivals(const std::string& host, const std::string& other) {
    if (other.empty() || host == "*" || host == "0.0.0.0") return true;
    return (host == "localhost" ? "127.0.0.1" : host) == other;
}

void check_tcp(const Machine& machine, const std::string& where, const std::string& address, const parts::Endpoint& endpoint, Findings& findings) {
    if (const auto fault = parts::host_obstacle(endpoint)) return findings.push_back({Mark::wrong, where, fault->what, fault->next, {}});
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(endpoint.port.data(), endpoint.port.data() + endpoint.port.size(), port);
    if (error != std::errc{}) return;  // *: any that is free
    for (const Listener& listener : tcp_listeners(machine)) {
        if (listener.port != port || !rivals(endpoint.host, listener.address)) continue;
        const std::string who = listener.holder.empty() ? "another program" : listener.holder;
        return findings.push_back({Mark::wrong, where, text::cat(address, " is taken by ", who),
                                   listener.holder.empty() ? text::cat("sudo ss -ltnp 'sport = :", port, "' says which; stop it or choose another port")
                                                           : "stop it or choose another port", {}});
    }
    findings.push_back({Mark::ok, where, address + " is free", "", {}});
}

void check_ipc(const std::string& where, const std::string& address, const std::string& path, Findings& findings) {
    if (const auto fault = parts::ipc_obstacle(path)) return findings.push_back({Mark::wrong, where, fault->what, fault->next, {}});
    if (path.starts_with('@') || path == "*") return;
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return findings.push_back({Mark::wrong, where, text::cat("this user may not write into ", folder, " for ", address),
                                   "name a folder that it may write, such as one below /run/user or a RuntimeDirectory", {}});
    findings.push_back({Mark::ok, where, address + " is free", "", {}});
}

/// Its addresses have no kind: 127.0.0.1:8080, [::1]:8080; port 0 is any that is free.
void check_http(const Machine& machine, const config::Node& node, Findings& findings) {
    const std::string address(node.params->text("bind"));
    const auto colon = address.rfind(':');
    if (colon == std::string::npos || address.ends_with(":0")) return;
    std::string host = address.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    check_tcp(machine, "sinks." + node.name, address, {parts::Endpoint::Transport::tcp, host, address.substr(colon + 1)}, findings);
}

void check_zmq(const Machine& machine, const config::Node& node, Findings& findings) {
    const std::string where = "sinks." + node.name;
    for (std::size_t i = 0; i < node.params->count("bind"); ++i) check_address(machine, where, std::string(node.params->text("bind", i)), findings);
}

}  // namespace

void check_address(const Machine& machine, const std::string& where, const std::string& address, Findings& findings) {
    parts::Endpoint endpoint;
    if (const auto fault = parts::parse_endpoint(address, endpoint))
        return findings.push_back({Mark::wrong, where, fault->what, fault->next, {}});
    if (endpoint.transport == parts::Endpoint::Transport::tcp) check_tcp(machine, where, address, endpoint, findings);
    if (endpoint.transport == parts::Endpoint::Transport::ipc) check_ipc(where, address, endpoint.host, findings);
}

Findings check_sinks(const Machine& machine, const Plan& plan, const Explanation& explanation) {
    Findings out;
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
        const config::Node& node = plan.nodes[i];
        if (node.kind != NodeKind::sink || !node.params) continue;
        if (node.type == "zmq" || node.type == "zmq_latest") check_zmq(machine, node, out);
        if (node.type == "http") check_http(machine, node, out);
        if (node.type == "file") check_folder(plan, i, explanation, out);
    }
    return out;
}

}  // namespace sluice::tool
