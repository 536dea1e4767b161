#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <sluice/clock.hpp>
#include <sluice/log.hpp>

namespace sluice {

/// A node's voice in the log: its name in front, and the same line at most once in ten seconds, so
/// that a camera in trouble tells it instead of flooding. [any thread]
class NodeLog {
public:
    explicit NodeLog(std::string where) : where_(std::move(where)) {}

    void write(Level level, std::string_view line);
    /// The node is in another state: what it says from now on is news.
    void forget();

private:
    struct Said {
        Clock::time_point last;
        std::uint64_t unsaid = 0;
    };
    std::string where_;
    std::mutex mutex_;
    std::map<std::string, Said, std::less<>> said_;
};

/// What the exception being handled has to say, whatever it is. Only inside a catch block.
[[nodiscard]] std::string current_failure() noexcept;

}  // namespace sluice
