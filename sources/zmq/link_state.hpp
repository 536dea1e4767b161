#pragma once

#include <cstdint>

#include <sluice/clock.hpp>

namespace sluice::upstream {

/// Why a handshake failed.
enum class Refusal : std::uint8_t {
    none,
    unexplained,  ///< the other side broke it off, or never answered
    no_zmq,       ///< it does not speak ZeroMQ
    mechanism,    ///< one side wants keys and the other has none
    key,          ///< ours is not on its list
    kind,         ///< it hangs up: a socket of another kind, such as that of a zmq_latest sink
};

/// What is known of the connection to the other side.
struct LinkState {
    bool connected = false;  ///< somebody listens there
    bool linked = false;     ///< and speaks ZeroMQ with us
    bool was_linked = false;
    bool unknown_host = false;  ///< nothing is known by the name in the address
    Refusal refusal = Refusal::none;  ///< of the last handshake
    Clock::time_point since{};        ///< of `linked` as it is
    unsigned links = 0;               ///< how often a link came to be
};

}  // namespace sluice::upstream
