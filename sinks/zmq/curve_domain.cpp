#include "curve_domain.hpp"

#include <string_view>
#include <utility>

namespace sluice::zmq_sink_parts {

namespace {

// One who knocks all day is one line a minute.
constexpr auto telling_period = std::chrono::minutes(1);
constexpr auto another_try = std::chrono::seconds(3);
constexpr std::string_view no_key = "no key", broken_handshake = "broken handshake";

std::string keys_in(std::size_t count) { return std::to_string(count) + (count == 1 ? " key" : " keys"); }

}  // namespace

CurveDomain::CurveDomain(std::string name, std::string folder, Say say)
    : name_(std::move(name)), say_(std::move(say)), keys_(std::move(folder)) {
    for (const std::string& line : keys_.take_complaints()) tell(Level::warning, line);
    if (keys_.count() == 0)
        tell(Level::warning, keys_.folder() + " has no keys, so nobody can subscribe; put the .key file of each client there");
}

void CurveDomain::tell(Level level, const std::string& line) const {
    if (say_) say_(level, line);
}

bool CurveDomain::admit(const std::string& public_key, std::string_view address, Clock::time_point now) {
    if (keys_.allows(public_key)) {
        admitted_.insert(public_key);
        return true;
    }
    refuse("key not allowed", std::string(address) + " with the key " + public_key, now);
    return false;
}

void CurveDomain::refuse(std::string_view reason, std::string_view address, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    ++refused_[std::string(reason)];
    if (reason == broken_handshake) {
        if (!broken_at_) broken_at_ = now;
        return;
    }
    tell_refusal(reason, address, now);
}

void CurveDomain::tell_refusal(std::string_view reason, std::string_view address, Clock::time_point now) {
    const auto count = refused_[std::string(reason)];
    auto& told = told_[std::string(reason)];
    if (told != Clock::time_point{} && now - told < telling_period) return;
    told = now;
    std::string line = "refused " + std::string(address.empty() ? "a connection" : address) + ": " + std::string(reason);
    if (count > 1) line += " (" + std::to_string(count) + " so far)";
    if (reason == "key not allowed") line += "; if it shall see this, put its .key file into " + keys_.folder();
    if (reason == no_key) line += "; it connects without curve";
    if (reason == "wrong server key") line += "; it needs this server's .key file, as it is now";
    if (reason == broken_handshake) line += "; it connects without curve, or is no client of ZeroMQ";
    tell(Level::warning, line);
}

// Who comes without a key breaks off or is turned away, whichever side is first, and tries again: one client, one line.
void CurveDomain::tell_broken_handshakes(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (!broken_at_ || now - *broken_at_ < another_try) return;
    broken_at_.reset();
    const auto told = told_.find(no_key);
    if (told == told_.end() || now - told->second >= telling_period) tell_refusal(broken_handshake, {}, now);
}

void CurveDomain::look(Clock::time_point now) {
    tell_broken_handshakes(now);
    const ClientKeys::Change change = keys_.look(now);
    if (!change.trouble.empty()) tell(Level::error, change.trouble + "; until it is back nobody can subscribe");
    for (const std::string& line : keys_.take_complaints()) tell(Level::warning, line);
    if (change.added.empty() && change.removed.empty()) return;
    bool connected = false;
    for (const std::string& key : change.removed) connected |= admitted_.erase(key) > 0;
    std::string line = keys_in(keys_.count()) + " in " + keys_.folder() + ": " + std::to_string(change.added.size()) + " new, " +
                       std::to_string(change.removed.size()) + " taken away";
    if (connected) line += "; every connection is made anew, for one may have used it";
    tell(Level::info, line);
    // All connections end with it, so what the others were granted is asked for again.
    if (!connected) return;
    admitted_.clear();
    revoked_ = true;
}

std::vector<std::pair<std::string, std::uint64_t>> CurveDomain::refused() const {
    const std::lock_guard lock(mutex_);
    return {refused_.begin(), refused_.end()};
}

}  // namespace sluice::zmq_sink_parts
