#include "graph/node_log.hpp"

#include <exception>
#include <optional>

#include "base/log.hpp"
#include "base/text.hpp"

namespace sluice {

namespace {

constexpr auto quiet_time = std::chrono::seconds(10);
constexpr std::size_t most_lines = 64;  // a node that puts numbers into its lines must not fill memory

}  // namespace

void NodeLog::write(Level level, std::string_view line) {
    std::uint64_t unsaid = 0;
    {
        const std::lock_guard lock(mutex_);
        const auto now = Clock::now();
        const auto found = said_.find(line);
        if (found != said_.end() && now - found->second.last < quiet_time) {
            ++found->second.unsaid;
            return;
        }
        if (found != said_.end()) {
            unsaid = found->second.unsaid;
            found->second = {now, 0};
        } else {
            if (said_.size() >= most_lines) said_.clear();
            said_.emplace(line, Said{now, 0});
        }
    }
    if (unsaid == 0) return log::write(level, where_, line);
    log::write(level, where_, text::cat(line, unsaid == 1 ? " (once more before this)" : text::cat(" (", unsaid, " times more before this)")));
}

void NodeLog::forget() {
    const std::lock_guard lock(mutex_);
    said_.clear();
}

std::string current_failure() noexcept {
    try {
        throw;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something was thrown that is no exception; throw sluice::Error";
    }
}

}  // namespace sluice
