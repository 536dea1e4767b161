#include "tools/sluice/sub/topic_meter.hpp"

namespace sluice::tool {

void TopicMeter::take(const FrameHeader& header, std::uint64_t bytes, std::int64_t latency_us, Clock::time_point now) {
    const std::uint64_t gap = losses_.take(header.epoch, header.seq);
    for (Figures* figures : {&window_, &total_}) {
        ++figures->frames;
        figures->bytes += bytes;
        figures->latency.add(latency_us);
    }
    window_.lost += gap;
    total_.lost = losses_.lost();
    newest_ = header;
    if (first_at_ == Clock::time_point{}) first_at_ = now;
    newest_at_ = now;
}

void TopicMeter::turn() noexcept {
    window_.frames = window_.bytes = window_.lost = 0;
    window_.latency.clear();
}

void TopicMeter::forget_latencies() noexcept {
    window_.latency.clear();
    total_.latency.clear();
}

double TopicMeter::total_seconds() const noexcept { return std::chrono::duration<double>(newest_at_ - first_at_).count(); }

double TopicMeter::total_fps() const noexcept {
    const double seconds = total_seconds();
    return seconds > 0 ? static_cast<double>(total_.frames - 1) / seconds : 0;
}

}  // namespace sluice::tool
