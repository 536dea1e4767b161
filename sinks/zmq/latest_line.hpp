#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <sluice/bytes.hpp>

#include "latest_peer.hpp"
#include "latest_request.hpp"

namespace sluice::zmq_sink_parts {

/// What one client asked for and got of one input.
class LatestLine {
public:
    /// The newest request replaces one that waits.
    void ask(const LatestRequest& request, const LatestPeer& peer);
    void heard(Clock::time_point now) { heard_ = now; }
    [[nodiscard]] Clock::time_point last_heard() const noexcept { return heard_; }
    void forget_request() { waiting_.reset(); }
    [[nodiscard]] const std::optional<LatestRequest>& waiting() const noexcept { return waiting_; }
    [[nodiscard]] const LatestPeer& peer() const noexcept { return peer_; }

    /// It waits, has not got frame `number`, and has not had too many already.
    [[nodiscard]] bool due(std::uint64_t number, Clock::time_point now) const;
    /// Its last answer still waits in this program: it gets no other, which would only be late too.
    [[nodiscard]] bool behind() const { return !under_way_.expired(); }

    /// The count for its next answer, from 0 in each epoch.
    [[nodiscard]] std::uint64_t seq(std::uint64_t epoch) const { return epoch == epoch_ ? seq_ : 0; }
    /// The same bytes, whose end it notices.
    [[nodiscard]] Bytes watched(const Bytes& payload);
    void answered(std::uint64_t number, std::uint64_t epoch, Clock::time_point now);

private:
    std::optional<LatestRequest> waiting_;
    LatestPeer peer_;
    std::weak_ptr<const Bytes> under_way_;
    std::uint64_t had_ = 0;
    std::uint64_t epoch_ = 0;
    std::uint64_t seq_ = 0;
    Clock::time_point due_{};
    Clock::time_point heard_{};
};

}  // namespace sluice::zmq_sink_parts
