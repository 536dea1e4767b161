#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::zmq_sink_parts {

/// What libzmq asks whoever guards its sockets (https://rfc.zeromq.org/spec/27).
struct ZapRequest {
    std::string id, domain, address;
    std::string public_key;  ///< of who knocks, Z85
};

/// The request in these parts, as a REP socket gives them; nothing where they are none for CURVE. Never throws for what
/// was sent. [any thread]
[[nodiscard]] std::optional<ZapRequest> parse_zap_request(const std::vector<std::string>& parts);

/// The answer's parts: `user` is told to the socket with each of its messages; empty: it may not come in.
[[nodiscard]] std::array<std::string, 6> zap_reply(const std::string& id, const std::string& user);

}  // namespace sluice::zmq_sink_parts
