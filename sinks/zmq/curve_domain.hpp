#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/clock.hpp>

#include "client_keys.hpp"
#include "curve_server.hpp"

namespace sluice::zmq_sink_parts {

/// Who may use one socket, and who was refused. Served by the Authenticator. [control, but where said]
class CurveDomain {
public:
    /// Reads the clients' folder; throws Error(what, next). `name` tells it from the process's other domains. [start]
    CurveDomain(std::string name, std::string folder, Say say);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& folder() const noexcept { return keys_.folder(); }

    /// Whether this key may come in now; it is remembered if so, and counted if not.
    [[nodiscard]] bool admit(const std::string& public_key, std::string_view address, Clock::time_point now);
    /// A connection that came to nothing, `reason` in WIRE.md's words.
    void refuse(std::string_view reason, std::string_view address, Clock::time_point now);
    /// Reads the folder where it has changed, and tells what refuse() kept back.
    void look(Clock::time_point now);

    /// See CurveServer. [any thread]
    [[nodiscard]] bool take_revoked() noexcept { return revoked_.exchange(false); }
    [[nodiscard]] bool revoked() const noexcept { return revoked_.load(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> refused() const;

private:
    void tell(Level level, const std::string& line) const;
    void tell_refusal(std::string_view reason, std::string_view address, Clock::time_point now);
    void tell_broken_handshakes(Clock::time_point now);

    std::string name_;
    Say say_;
    ClientKeys keys_;
    std::set<std::string, std::less<>> admitted_;  // since the socket was bound
    std::atomic<bool> revoked_ = false;
    mutable std::mutex mutex_;  // of the counts
    std::map<std::string, std::uint64_t, std::less<>> refused_;
    std::map<std::string, Clock::time_point, std::less<>> told_;
    std::optional<Clock::time_point> broken_at_;  // the first broken handshake that is not told yet
};

}  // namespace sluice::zmq_sink_parts
