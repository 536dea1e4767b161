#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sluice::zmq_sink_parts {

/// A command frame of ZMTP taken apart: a name, and what it says. Both are views of the frame's body.
struct ZmtpCommand {
    std::string_view name;
    std::span<const std::byte> data;
};

/// Nothing: no command.
[[nodiscard]] std::optional<ZmtpCommand> parse_command(std::span<const std::byte> body) noexcept;

/// The property Socket-Type of a READY; nothing: it has none, or is malformed.
[[nodiscard]] std::optional<std::string_view> socket_type_of(std::span<const std::byte> properties) noexcept;

/// What a publisher says first: the greeting of ZMTP 3.0, without keys.
[[nodiscard]] std::string zmtp_greeting();
/// And then: READY.
[[nodiscard]] std::string zmtp_ready();
/// The answer to PING; `context`: its data after the two bytes of time.
[[nodiscard]] std::string zmtp_pong(std::span<const std::byte> context);

/// Adds a frame's head to `text`; `flags`: zmtp::more, zmtp::command or 0.
void add_frame_head(std::string& text, unsigned flags, std::size_t size);

}  // namespace sluice::zmq_sink_parts
