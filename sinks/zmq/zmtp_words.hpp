#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Numbers and words of ZMTP 3.0, ZeroMQ's protocol (rfc.zeromq.org/spec/23).
namespace sluice::zmq_sink_parts::zmtp {

inline constexpr std::byte signature_first{0xff}, signature_last{0x7f};
inline constexpr std::size_t signature_size = 10;
inline constexpr std::byte version{3};
inline constexpr std::size_t mechanism_at = 12, mechanism_size = 20;
inline constexpr std::string_view null_mechanism = "NULL";
inline constexpr std::size_t greeting_size = 64;

// Flags of a frame.
inline constexpr unsigned more = 1, long_size = 2, command = 4;
inline constexpr std::size_t most_short = 255;  // bytes, of a frame whose size is one byte

inline constexpr std::string_view ready = "READY", error = "ERROR", ping = "PING", pong = "PONG";
inline constexpr std::string_view subscribe = "SUBSCRIBE", cancel = "CANCEL";
inline constexpr std::string_view socket_type = "Socket-Type";

}  // namespace sluice::zmq_sink_parts::zmtp
