#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/bytes.hpp>

#include "link_state.hpp"
#include "settings.hpp"

namespace sluice::upstream {

/// One message; its texts live until the next receive(), its payload as long as somebody keeps it.
struct Received {
    std::string_view topic, header;
    Bytes payload;
    std::size_t parts = 0;
};

/// A SUB socket at one address, with a zmq context of its own: what goes on there (looking for a host's name, a peer that
/// floods us) holds nobody else up. It connects, and goes on trying for as long as it lives. [lane]
class Link {
public:
    /// Throws what the user should read where the address or a key file is wrong.
    explicit Link(const Settings& settings);
    /// Waits at most 0.3 s.
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void subscribe(const std::string& topic);
    void unsubscribe(const std::string& topic);

    /// The next message that is here, or nothing.
    [[nodiscard]] std::optional<Received> receive();
    /// Takes note of what became of the connection, and begins anew where libzmq has given up.
    void look(Clock::time_point now);
    [[nodiscard]] const LinkState& state() const noexcept;

    /// Readable when something has come since receive() gave nothing and look() was called; only then is it worth waiting for.
    [[nodiscard]] int fd() const noexcept;

private:
    struct Sockets;
    struct Parts;
    void open();
    void take_event(unsigned event, std::uint32_t value, Clock::time_point now);

    Settings settings_;
    void* context_;
    std::unique_ptr<Sockets> sockets_;
    std::unique_ptr<Parts> parts_;
    LinkState state_;
    std::optional<Clock::time_point> broken_at_;  // a connection ended, and no sign of a next one has come since
    bool reached_ = false;  // the try that is under way has come as far as a socket
    unsigned opened_ = 0;
};

}  // namespace sluice::upstream
