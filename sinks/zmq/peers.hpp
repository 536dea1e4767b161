#pragma once

#include <sys/types.h>
#include <zmq.h>

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <sluice/clock.hpp>

#include "allowance.hpp"

namespace sluice::zmq_sink_parts {

/// The connections of one socket, told apart by what libzmq attaches to their messages, and a way to end one that asks for
/// too much: libzmq itself would go on taking in whatever it sends. [the socket's thread]
class Peers {
public:
    /// A connection, while it is known.
    using Connection = const void*;

    Peers() = default;
    ~Peers();
    Peers(const Peers&) = delete;
    Peers& operator=(const Peers&) = delete;

    /// Whose message this is; nullptr: libzmq's own, of this process, or of a peer that speaks ZMTP 2 or older.
    [[nodiscard]] Connection sender(zmq_msg_t& message);
    /// Ends the connection.
    void cut(Connection connection);
    /// A message that nobody can be told for: too many of them, and every connection to `bound` that has not said who it
    /// is will be ended.
    void take_unknown(const std::vector<std::string>& bound, Clock::time_point now);
    /// One that was due after all.
    void refund_unknown() noexcept { unknown_.refund(); }

    /// After all messages were read: tells who has `ended`, and from the next time on that nothing of it will come any
    /// more: `forget` it.
    void sweep(const std::function<void(Connection)>& ended, const std::function<void(Connection)>& forget);

    /// How many connections were ended.
    [[nodiscard]] std::uint64_t cut_off() const noexcept { return cut_off_; }

private:
    struct Peer {
        zmq_msg_t anchor;  // keeps libzmq's facts of this connection, so that their address is nobody else's
        int fd = -1;
        ino_t inode = 0;
        bool gone = false;
        bool cut = false;
    };

    void cut_unknown(const std::vector<std::string>& bound);

    std::unordered_map<Connection, Peer> peers_;
    std::uint64_t cut_off_ = 0;
    Allowance unknown_;
};

}  // namespace sluice::zmq_sink_parts
