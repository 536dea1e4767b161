#include "bind_error.hpp"

#include <cerrno>

#include <sluice/error.hpp>

namespace sluice::zmq_sink_parts {

Endpoint bindable(const std::string& text) {
    Endpoint endpoint;
    if (const auto fault = parse_endpoint(text, endpoint)) throw Error(fault->what, fault->next);
    if (endpoint.transport == Endpoint::Transport::ipc)
        if (const auto obstacle = ipc_obstacle(endpoint.host)) throw Error("cannot bind " + text + ": " + obstacle->what, obstacle->next);
    return endpoint;
}

void throw_bind_error(const std::string& text, const Endpoint& endpoint, int error, const std::string& words) {
    const std::string what = "cannot bind " + text + ": ";
    if (endpoint.transport == Endpoint::Transport::tcp)
        if (const auto obstacle = host_obstacle(endpoint)) throw Error(what + obstacle->what, obstacle->next);
    if (error == EADDRINUSE) throw Error(what + "another program has that address", "stop it or choose another port");
    if (error == EACCES) throw Error(what + "permission denied", "choose a port from 1024 on, or a folder you may write");
    if (error == EADDRNOTAVAIL)
        throw Error(what + "this machine does not have the address " + endpoint.host, "bind one that `ip addr` lists, or tcp://*:" + endpoint.port);
    throw Error(what + words, "name an address of this machine");
}

}  // namespace sluice::zmq_sink_parts
