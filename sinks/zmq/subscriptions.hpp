#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace sluice::zmq_sink_parts {

/// Who wants what, from the messages an XPUB socket receives: 1 and a prefix subscribes, 0 and a
/// prefix takes one subscription back. Bounded, for peers are not to be trusted.
class Subscriptions {
public:
    static constexpr std::size_t most_prefixes = 4096;

    /// Applies one inbound message; anything else than the two kinds is ignored. True: something changed.
    bool apply(std::span<const std::byte> message);

    /// How many subscriptions cover this topic.
    [[nodiscard]] std::size_t count(std::string_view topic) const;
    [[nodiscard]] bool wants(std::string_view topic) const { return count(topic) > 0; }

private:
    std::map<std::string, std::size_t, std::less<>> prefixes_;
};

}  // namespace sluice::zmq_sink_parts
