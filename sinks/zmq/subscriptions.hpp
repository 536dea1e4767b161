#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sluice/clock.hpp>

#include "allowance.hpp"

namespace sluice::zmq_sink_parts {

/// Who wants what, from the messages an XPUB socket receives: 1 and a prefix subscribes, 0 and a prefix takes it back.
/// Kept for each connection apart, for peers are not to be trusted: nobody takes back what another asked for, and what
/// covers none of our topics is not kept at all. Bounded by the topics and the connections.
class Subscriptions {
public:
    /// What one connection may ask for, beside its Allowance for messages of any kind. A viewer of 64 cameras with frames, notes, events and the stat topic has 193.
    static constexpr std::size_t most_held = 512;           ///< prefixes that cover a topic of ours
    static constexpr std::size_t most_in_vain = 4 << 10;    ///< bytes of those that cover none, over its whole life

    /// A connection, while it is known; whatever the caller tells them apart by. nullptr: none that can be told.
    using Connection = const void*;

    enum class Outcome : std::uint8_t {
        nothing,  ///< nothing changed
        changed,
        too_much  ///< this connection asks for more than it may: cut it off. What it holds counts until it has gone
    };

    /// `topics`: all that will ever be asked about. `inproc`: messages of no connection come from within the process and
    /// are believed; without, they are ignored.
    explicit Subscriptions(std::vector<std::string> topics, bool inproc = false);

    Outcome apply(Connection connection, std::span<const std::byte> message, Clock::time_point now);
    /// This connection is no more, and with it what it wanted; more of its messages are ignored until forget().
    /// True: something changed.
    bool end(Connection connection);
    /// Nothing of it will come any more.
    void forget(Connection connection);

    /// How many subscriptions cover this topic.
    [[nodiscard]] std::size_t count(std::string_view topic) const;
    [[nodiscard]] bool wants(std::string_view topic) const { return count(topic) > 0; }
    /// Whether one of this connection's does.
    [[nodiscard]] bool wants(Connection connection, std::string_view topic) const;

    [[nodiscard]] std::size_t connections() const noexcept { return peers_.size(); }

private:
    struct Peer {
        std::set<std::string, std::less<>> held;
        std::size_t in_vain = 0;
        Allowance allowance;
        bool ended = false;
    };

    Outcome apply_inproc(bool subscribes, std::string_view prefix);
    [[nodiscard]] bool covers_any(std::string_view prefix) const;
    void add(std::string_view prefix);
    void remove(std::string_view prefix);

    std::vector<std::string> topics_;  // sorted
    bool inproc_;
    std::map<std::string, std::size_t, std::less<>> counts_;
    std::map<std::string, std::size_t, std::less<>> inproc_counts_;
    std::map<std::string, std::size_t, std::less<>> expected_;  // of inproc: ends that are still to be told of ended connections
    std::unordered_map<Connection, Peer> peers_;
};

}  // namespace sluice::zmq_sink_parts
