#include "latest_line.hpp"

namespace sluice::zmq_sink_parts {

void LatestLine::ask(const LatestRequest& request, const LatestPeer& peer) {
    waiting_ = request;
    peer_ = peer;
}

bool LatestLine::due(std::uint64_t number, Clock::time_point now) const {
    // A little early is not early: frames do not come to the microsecond, and the mean is kept below.
    return waiting_ && had_ != number && now >= due_ - waiting_->least_gap / 4;
}

Bytes LatestLine::watched(const Bytes& payload) {
    auto owner = std::make_shared<const Bytes>(payload);
    under_way_ = owner;
    const auto view = owner->view();
    return {std::move(owner), view};
}

void LatestLine::answered(std::uint64_t number, std::uint64_t epoch, Clock::time_point now) {
    const Clock::duration gap = waiting_->least_gap;
    due_ = now - due_ < gap ? due_ + gap : now + gap;
    seq_ = seq(epoch) + 1;
    epoch_ = epoch;
    had_ = number;
    waiting_.reset();
}

}  // namespace sluice::zmq_sink_parts
