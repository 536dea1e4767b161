#include "subscriptions.hpp"

#include <algorithm>
#include <utility>

namespace sluice::zmq_sink_parts {

namespace {

using Counts = std::map<std::string, std::size_t, std::less<>>;

bool take_one(Counts& counts, std::string_view prefix) {
    const auto found = counts.find(prefix);
    if (found == counts.end()) return false;
    if (--found->second == 0) counts.erase(found);
    return true;
}

void add_one(Counts& counts, std::string_view prefix) {
    const auto found = counts.find(prefix);
    if (found == counts.end())
        counts.emplace(prefix, 1);
    else
        ++found->second;
}

}  // namespace

Subscriptions::Subscriptions(std::vector<std::string> topics, bool inproc) : topics_(std::move(topics)), inproc_(inproc) {
    std::ranges::sort(topics_);
}

bool Subscriptions::covers_any(std::string_view prefix) const {
    const auto first = std::ranges::lower_bound(topics_, prefix, {}, [](const std::string& topic) { return std::string_view(topic); });
    return first != topics_.end() && first->starts_with(prefix);
}

void Subscriptions::add(std::string_view prefix) { add_one(counts_, prefix); }
void Subscriptions::remove(std::string_view prefix) { take_one(counts_, prefix); }

Subscriptions::Outcome Subscriptions::apply(Connection connection, std::span<const std::byte> message, Clock::time_point now) {
    const bool subscribes = !message.empty() && message[0] == std::byte{1};
    const bool takes_back = !message.empty() && message[0] == std::byte{0};
    const auto text = message.empty() ? message : message.subspan(1);
    const std::string_view prefix(reinterpret_cast<const char*>(text.data()), text.size());
    const bool ours = (subscribes || takes_back) && covers_any(prefix);
    if (!connection) return inproc_ && ours ? apply_inproc(subscribes, prefix) : Outcome::nothing;
    Peer& peer = peers_[connection];
    if (peer.ended) return Outcome::nothing;
    bool too_much = !peer.allowance.spend(now);
    bool changed = false;
    if (ours && subscribes) {
        // Kept even beyond the limit: there are only so many prefixes of our topics, and the count stays right.
        if (peer.held.emplace(prefix).second) changed = true, add(prefix);
        too_much |= peer.held.size() > most_held;
    } else if (ours) {
        if (const auto found = peer.held.find(prefix); found != peer.held.end()) {
            peer.held.erase(found);
            remove(prefix);
            changed = true;
        }
    } else {
        peer.in_vain += subscribes ? message.size() : 0;
        too_much |= peer.in_vain > most_in_vain;
    }
    return too_much ? Outcome::too_much : changed ? Outcome::changed : Outcome::nothing;
}

// libzmq tells the end of each connection's subscriptions without saying whose they were.
Subscriptions::Outcome Subscriptions::apply_inproc(bool subscribes, std::string_view prefix) {
    if (subscribes) {
        add(prefix);
        add_one(inproc_counts_, prefix);
        return Outcome::changed;
    }
    if (take_one(expected_, prefix) || !take_one(inproc_counts_, prefix)) return Outcome::nothing;
    remove(prefix);
    return Outcome::changed;
}

bool Subscriptions::end(Connection connection) {
    const auto found = peers_.find(connection);
    if (found == peers_.end() || std::exchange(found->second.ended, true)) return false;
    for (const std::string& prefix : found->second.held) {
        remove(prefix);
        if (inproc_) add_one(expected_, prefix);
    }
    return !std::exchange(found->second.held, {}).empty();
}

void Subscriptions::forget(Connection connection) {
    end(connection);
    peers_.erase(connection);
}

bool Subscriptions::wants(Connection connection, std::string_view topic) const {
    const auto found = peers_.find(connection);
    if (found == peers_.end()) return false;
    for (std::size_t length = 0; length <= topic.size(); ++length)
        if (found->second.held.contains(topic.substr(0, length))) return true;
    return false;
}

std::size_t Subscriptions::count(std::string_view topic) const {
    std::size_t sum = 0;
    for (std::size_t length = 0; length <= topic.size(); ++length)
        if (const auto found = counts_.find(topic.substr(0, length)); found != counts_.end()) sum += found->second;
    return sum;
}

}  // namespace sluice::zmq_sink_parts
