#pragma once

#include <memory>
#include <optional>

#include "connections.hpp"
#include "listener.hpp"
#include "reply.hpp"

namespace sluice::http_sink_parts {

/// Listens, and serves each connection on one of cpp-httplib's own threads; there are none before somebody connects.
class WebServer {
public:
    /// `responder` is called on those threads, at most `clients` of them at once. Throws Error.
    WebServer(const Address& address, std::size_t clients, Responder responder);
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    [[nodiscard]] int fd() const noexcept { return listener_.fd(); }
    [[nodiscard]] const Address& bound() const noexcept { return listener_.bound(); }
    /// Takes whoever has connected. [control]
    void accept();
    /// Ends every connection and waits for the threads; the responder's own waits must be ended before.
    void stop() noexcept;
    [[nodiscard]] Connections::Facts facts() const { return connections_.facts(); }

private:
    struct Workers;
    void serve(int fd);
    void refuse(int fd) const;

    Listener listener_;
    std::size_t clients_;
    Responder responder_;
    Connections connections_;
    std::unique_ptr<Workers> workers_;
};

}  // namespace sluice::http_sink_parts
