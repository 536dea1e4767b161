#pragma once

#include <zmq.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sluice/bytes.hpp>

#include "allowance.hpp"
#include "bindings.hpp"
#include "curve_files.hpp"
#include "curve_server.hpp"
#include "latest_peer.hpp"
#include "peers.hpp"
#include "transport.hpp"

namespace sluice::zmq_sink_parts {

struct LatestSetup {
    std::vector<std::string> endpoints;
    std::size_t topics = 1;  ///< frame topics that one client may ask for at once
    std::optional<CurveFiles> curve;
    Say say;  ///< may be empty
};

/// One bound ROUTER socket: requests come in, answers go out. [one thread at a time, but for curve()]
class LatestSocket {
public:
    /// Throws what the user should read.
    explicit LatestSocket(LatestSetup setup);
    ~LatestSocket();
    LatestSocket(const LatestSocket&) = delete;
    LatestSocket& operator=(const LatestSocket&) = delete;

    struct Request {
        LatestPeer peer;
        std::string text;       ///< as it came
        bool whole = false;     ///< it was one part, as it must be
        bool too_much = false;  ///< it asks for more than it may, and its connection is being ended: not to be answered
    };
    /// Ends the connections of keys that were taken away; before receive().
    void keep_door();
    /// The next that has come, if any. Each counts against what its connection may ask, see Allowance.
    [[nodiscard]] std::optional<Request> receive(Clock::time_point now);
    /// What that peer asked for last was a frame, and it got one: it may ask again.
    void met(const LatestPeer& peer);

    enum class Sent { sent, behind, gone };
    /// The three parts; never waits. `behind`: there is no room for that client just now.
    Sent send(const LatestPeer& peer, std::string_view topic, std::string_view header, Bytes payload);

    /// Payloads that libzmq has not finished with.
    [[nodiscard]] std::size_t under_way() const noexcept { return held_.held(); }
    /// Readable when receive() has something to do, but unreliable while the socket sends.
    [[nodiscard]] int fd() const noexcept { return fd_; }
    /// The endpoints as libzmq bound them, with real ports.
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept { return bindings_.bound(); }
    /// nullptr without curve. [any thread]
    [[nodiscard]] CurveServer* curve() const noexcept { return curve_.get(); }
    /// How many connections were ended because they asked for too much.
    [[nodiscard]] std::uint64_t cut_off() const noexcept { return peers_.cut_off(); }
    /// How long closing may take to deliver what is under way.
    void linger(int milliseconds) noexcept;

private:
    void close() noexcept;
    void set(int option, int value, const char* name);
    void set_options(std::size_t topics);
    void count(Request& request, Clock::time_point now);
    void forget_gone(Clock::time_point now);
    [[nodiscard]] bool send_part(std::string_view text, int flags);
    [[nodiscard]] bool send_payload(Bytes payload);
    [[nodiscard]] bool send_message(zmq_msg_t& part, int flags);

    std::shared_ptr<Transport> transport_;
    HeldBytes& held_;
    void* socket_;
    int fd_ = -1;
    Bindings bindings_;
    std::unique_ptr<CurveServer> curve_;
    Peers peers_;
    std::unordered_map<Peers::Connection, Allowance> allowances_;
    Clock::time_point swept_{};
    bool some_came_ = false;  // since then
};

}  // namespace sluice::zmq_sink_parts
