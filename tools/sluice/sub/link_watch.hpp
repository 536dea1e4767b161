#pragma once

#include <cstdint>
#include <string>

#include <sluice/clock.hpp>

namespace sluice::tool {

/// Why a handshake came to nothing, the surer reason the larger.
enum class Refusal : std::uint8_t {
    none,
    broken,     ///< the other side ended it without a word
    kind,       ///< it hung up: a socket of another kind, such as that of a zmq_latest sink
    mechanism,  ///< one side has curve, the other has not
    key         ///< it knows our key and does not allow it
};

/// What is known of the connection to the publisher.
struct LinkWatch {
    bool connected = false;  ///< somebody listens there
    bool linked = false;     ///< and speaks ZeroMQ
    bool was_linked = false;
    bool unknown_host = false;  ///< nothing is known by the name in the endpoint
    Refusal refused = Refusal::none;
    Clock::time_point since{};  ///< of the last change
    unsigned links = 0;      ///< how often a link came to be
};

}  // namespace sluice::tool
