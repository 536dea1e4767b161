#include "latest_clients.hpp"

#include <algorithm>

namespace sluice::zmq_sink_parts {

namespace {

bool waits_at(const LatestLine& line) { return line.waiting().has_value(); }

}  // namespace

LatestLine* LatestClients::line(const std::string& id, std::size_t input, Clock::time_point now) {
    auto client = all_.find(id);
    if (client == all_.end()) {
        if (all_.size() >= most && !make_room()) return nullptr;
        client = all_.try_emplace(id).first;
        client->second.lines.resize(inputs_);
    }
    client->second.asked = now;
    LatestLine& line = client->second.lines[input];
    line.heard(now);
    return &line;
}

// The one that has been silent the longest: it may be gone, which nobody tells.
bool LatestClients::make_room() {
    auto oldest = all_.end();
    for (auto at = all_.begin(); at != all_.end(); ++at) {
        if (std::ranges::any_of(at->second.lines, waits_at)) continue;
        if (oldest == all_.end() || at->second.asked < oldest->second.asked) oldest = at;
    }
    if (oldest == all_.end()) return false;
    all_.erase(oldest);
    return true;
}

std::size_t LatestClients::active(std::size_t input, Clock::time_point since) const {
    const auto is_active = [&](const auto& one) {
        const LatestLine& line = one.second.lines[input];
        return waits_at(line) || line.last_heard() >= since;
    };
    return static_cast<std::size_t>(std::ranges::count_if(all_, is_active));
}

bool LatestClients::waits(std::size_t input) const {
    return std::ranges::any_of(all_, [&](const auto& one) { return waits_at(one.second.lines[input]); });
}

}  // namespace sluice::zmq_sink_parts
