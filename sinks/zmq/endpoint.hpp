#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::zmq_sink_parts {

/// A `bind:` address taken apart.
struct Endpoint {
    enum class Transport { tcp, ipc, inproc };
    Transport transport = Transport::tcp;
    std::string host;  ///< tcp: an address, a name, an interface or *; ipc: the path; inproc: the name
    std::string port;  ///< tcp: 1..65535, or * for any free one
};

/// Why a text is no endpoint, for "where: what; next".
struct EndpointFault {
    std::string what;
    std::string next;
};

/// Takes `text` apart, or says what is wrong with it.
[[nodiscard]] std::optional<EndpointFault> parse_endpoint(std::string_view text, Endpoint& endpoint);

/// Only programs on this machine can reach it.
[[nodiscard]] bool is_local(const Endpoint& endpoint);

/// What is in the way of a tcp bind: libzmq takes addresses and this machine's interfaces, no names.
[[nodiscard]] std::optional<EndpointFault> host_obstacle(const Endpoint& endpoint);

/// What is in the way of an ipc bind. libzmq would delete whatever lies at the path, and steal it from
/// a program that still answers there.
[[nodiscard]] std::optional<EndpointFault> ipc_obstacle(const std::string& path);

/// What to type elsewhere to reach `bound`, the endpoint as libzmq reports it: with * each address of
/// this machine.
[[nodiscard]] std::vector<std::string> reachable_at(std::string_view bound);

}  // namespace sluice::zmq_sink_parts
