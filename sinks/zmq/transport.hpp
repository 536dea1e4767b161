#pragma once

#include <deque>
#include <memory>

#include "held_bytes.hpp"

namespace sluice::zmq_sink_parts {

/// The one zmq context of the process, and with it the one I/O thread; shared so that inproc endpoints
/// meet. It ends when its last holder lets go, which waits until every payload is home.
class Transport {
public:
    /// The running one or a new one. [start]
    [[nodiscard]] static std::shared_ptr<Transport> shared();
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    [[nodiscard]] void* context() const noexcept { return context_; }
    /// Room for one socket's payloads; lives until the context has ended. [start]
    [[nodiscard]] HeldBytes& add_held_bytes() { return held_.emplace_back(); }

private:
    Transport();

    void* context_;
    std::deque<HeldBytes> held_;
};

}  // namespace sluice::zmq_sink_parts
