#pragma once

#include <string>
#include <vector>

namespace sluice::zmq_sink_parts {

/// The endpoints one socket is bound to. ipc socket files are for owner and group. [the socket's thread]
class Bindings {
public:
    explicit Bindings(void* socket) noexcept : socket_(socket) {}

    /// Throws Error(what, next).
    void bind(const std::string& endpoint);
    /// As libzmq bound them, with real ports.
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept { return bound_; }

    /// Ends every connection and binds to the very same endpoints again. What is not free at once is tried again by
    /// turn(); it waits a few milliseconds at most.
    void bind_anew();
    /// Some endpoint is not bound again yet.
    [[nodiscard]] bool unfinished() const noexcept { return !waiting_.empty(); }
    /// Tries those; never waits. True: all are bound.
    bool turn();

private:
    [[nodiscard]] bool bind_again(const std::string& endpoint);

    void* socket_;
    std::vector<std::string> bound_;
    std::vector<std::string> waiting_;
};

}  // namespace sluice::zmq_sink_parts
