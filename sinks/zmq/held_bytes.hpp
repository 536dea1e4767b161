#pragma once

#include <atomic>
#include <cstddef>
#include <deque>

#include <sluice/bytes.hpp>

namespace sluice::zmq_sink_parts {

/// The payloads that libzmq has not finished with. Each is held in a place that is used again, so that
/// lending one costs no allocation. libzmq lets go on whatever thread it likes: on its own, on a lane
/// inside a send, or while its context ends.
class HeldBytes {
public:
    struct Place {
        Bytes bytes;
        // Ours, because the hand-over inside libzmq is invisible to a race detector.
        std::atomic<bool> held = false;
    };

    /// A place that keeps the bytes until let_go() is called with it. [one thread at a time]
    [[nodiscard]] Place* hold(Bytes bytes);

    /// The shape of zmq_free_fn; `place` is what hold() gave. [any thread]
    static void let_go(void* data, void* place) noexcept;

    /// How many are held just now. [never together with hold()]
    [[nodiscard]] std::size_t held() const noexcept;

private:
    std::deque<Place> places_;  // never moves its elements
    std::size_t next_ = 0;
};

}  // namespace sluice::zmq_sink_parts
