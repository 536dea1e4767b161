#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/source.hpp>

namespace sluice::tool {

/// A request longer than this is no request.
inline constexpr std::size_t most_control_bytes = 8 << 10;

/// What `sluice control` asks of a running sluice: {"v":1,"node":"front","set":{"gain":"5"}}. Without `set` all of the
/// node's controls are told, without `node` the nodes that have some.
struct ControlMessage {
    std::string node;
    std::vector<std::pair<std::string, std::string>> set;  ///< in the order written
};

/// The answer: {"v":1,"ok":true,"now":{"gain":"5"}}, with "takes" beside "now" where all are told, or "nodes" alone;
/// {"v":1,"ok":false,"error":"...","now":{...}} where something failed, with what was set before.
struct ControlReply {
    std::string error;  ///< empty: done
    std::vector<ControlState> now;
    std::vector<std::string> nodes;
};

[[nodiscard]] std::string control_text(const ControlMessage& message);
/// Whatever was sent: throws Error where it is no such message.
[[nodiscard]] ControlMessage read_control_message(std::string_view text);

/// `with_takes`: what each takes is told too.
[[nodiscard]] std::string reply_text(const ControlReply& reply, bool with_takes);
/// Nothing: that is no reply.
[[nodiscard]] std::optional<ControlReply> read_control_reply(std::string_view text);

}  // namespace sluice::tool
