#include "latest_newest.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace sluice::zmq_sink_parts {

namespace {

constexpr auto tolerance = std::chrono::milliseconds(20);  // of a frame that is on its way just now

std::uint32_t part_of(std::uint32_t width, std::size_t shrink_log) {
    return static_cast<std::uint32_t>((std::uint64_t{width} + (1u << shrink_log) - 1) >> shrink_log);
}

// 0: the frame itself will do; 1, 2, 3: a half, a quarter, an eighth; 4: not even that.
std::size_t shrink_log(std::uint32_t width, std::uint32_t most) {
    std::size_t log = 0;
    while (log < 4 && part_of(width, log) > most) ++log;
    return log;
}

}  // namespace

void LatestNewest::take(const FramePtr& frame, Clock::time_point now) {
    if (frame->info().epoch != epoch_) {
        epoch_ = frame->info().epoch;
        least_gap_ = Clock::duration::max();
    } else if (number_ > 0) {
        least_gap_ = std::min(least_gap_, now - arrived_);
    }
    let_go();
    frame_ = versions_[0].frame = frame;
    made_[0] = true;
    arrived_ = now;
    ++number_;
}

void LatestNewest::let_go() noexcept {
    frame_.reset();
    versions_ = {};
    made_ = {};
}

Clock::duration LatestNewest::period() const {
    if (least_gap_ != Clock::duration::max()) return least_gap_;
    if (agreed_fps_ <= 0) return {};
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(1 / agreed_fps_, 86'400.0)));
}

bool LatestNewest::current(Clock::time_point now) const { return frame_ && now - arrived_ <= period() + period() / 4 + tolerance; }

bool LatestNewest::outdated(Clock::time_point now) const { return frame_ && now - arrived_ > 2 * period() + std::chrono::seconds(1); }

bool LatestNewest::ready(std::uint32_t width) const {
    return made_[shrink_log(frame_->info().width, width)];
}

const LatestNewest::Version& LatestNewest::at_most(std::uint32_t width, SinkContext& context) {
    const std::uint32_t own = frame_->info().width;
    const std::size_t log = shrink_log(own, width);
    Version& version = versions_[log];
    if (std::exchange(made_[log], true)) return version;
    if (log == 4) {
        version.why = "a picture " + std::to_string(own) + " pixels wide cannot be made so narrow: an eighth is the least; ask for max_w " +
                      std::to_string(part_of(own, 3)) + " or more";
        return version;
    }
    try {
        version.frame = context.narrowed(frame_, part_of(own, log));
        if (version.frame->bytes().empty()) version = {nullptr, "the frame cannot be made narrower; ask for the next one"};
    } catch (const std::exception& error) {
        version.why = std::string("the frame cannot be made narrower: ") + error.what();
    } catch (...) {
        version.why = "the frame cannot be made narrower; ask for the next one";
    }
    return version;
}

}  // namespace sluice::zmq_sink_parts
