#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

/// A name that bind() takes.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// The address of a tcp or ipc endpoint: * is every IPv4 address, an interface its first one, port * is 0, @name is abstract.
/// Nothing: this machine has none of that name.
[[nodiscard]] std::optional<SocketAddress> address_of(const Endpoint& endpoint);

/// An endpoint as it was bound, with its real port: tcp://127.0.0.1:40001, tcp://[::1]:40001. Of ipc, `endpoint` again.
[[nodiscard]] std::string bound_text(int fd, const Endpoint& endpoint);

}  // namespace sluice::zmq_sink_parts
