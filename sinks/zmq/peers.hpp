#pragma once

#include <sys/types.h>
#include <zmq.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <sluice/clock.hpp>

#include "subscriptions.hpp"

namespace sluice::zmq_sink_parts {

/// The connections of one socket, told apart by what libzmq attaches to their messages, and a way to end one that asks for
/// too much: libzmq itself would go on taking in whatever it sends. [the socket's thread]
class Peers {
public:
    Peers() = default;
    ~Peers();
    Peers(const Peers&) = delete;
    Peers& operator=(const Peers&) = delete;

    /// Whose message this is; nullptr: libzmq's own, of this process, or of a peer that speaks ZMTP 2 or older.
    [[nodiscard]] Subscriptions::Connection sender(zmq_msg_t& message);
    /// Ends the connection.
    void cut(Subscriptions::Connection connection);
    /// A message that nobody can be told for: too many of them, and every connection to `bound` that has not said who it
    /// is will be ended.
    void take_unknown(const std::vector<std::string>& bound, Clock::time_point now);

    /// After all messages were read: `subscriptions` forgets who has gone. True: something changed.
    bool sweep(Subscriptions& subscriptions);

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

    std::unordered_map<Subscriptions::Connection, Peer> peers_;
    std::uint64_t cut_off_ = 0;
    double unknown_credit_ = Subscriptions::burst;
    Clock::time_point unknown_paid_{};
};

}  // namespace sluice::zmq_sink_parts
