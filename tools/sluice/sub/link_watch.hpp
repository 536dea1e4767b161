#pragma once

#include <string>

#include <sluice/clock.hpp>

namespace sluice::tool {

/// What is known of the connection to the publisher.
struct LinkWatch {
    bool connected = false;  ///< somebody listens there
    bool linked = false;     ///< and speaks ZeroMQ
    bool was_linked = false;
    bool refused = false;    ///< the handshake failed: another protocol, or it wants a key
    Clock::time_point since{};  ///< of the last change
    unsigned links = 0;      ///< how often a link came to be
};

}  // namespace sluice::tool
