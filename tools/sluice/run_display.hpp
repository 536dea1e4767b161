#pragma once

#include <cstddef>
#include <optional>

#include <sluice/clock.hpp>

#include "graph/report.hpp"
#include "graph/runtime.hpp"

namespace sluice::tool {

/// What `sluice run` shows while it runs: where to watch, and the rates. On a terminal one live line;
/// with --json an object a second; else only where to watch.
class RunDisplay {
public:
    explicit RunDisplay(bool json);

    void reach(const std::vector<Runtime::Reach>& all);
    void tick(const Report& report, Clock::time_point now);
    /// The last words; ends the live line.
    void finish(const Report& report);

private:
    void print_json(const Report& report, bool final) const;
    void print_live(const Report& report, Clock::time_point now);

    bool json_;
    bool live_;
    bool line_open_ = false;
    std::optional<Report> before_;
    Clock::time_point before_when_{};
};

}  // namespace sluice::tool
