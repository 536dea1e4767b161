#pragma once

#include <string>
#include <vector>

namespace sluice::tool {

enum class Mark { ok, note, wrong };  ///< wrong: a run would fail, or lose frames

/// One thing the doctor looked at. Texts are printable.
struct Finding {
    Mark mark = Mark::ok;
    std::string where;                 ///< "sources.front", "/dev/video0", "memory"
    std::string what;
    std::string next;                  ///< empty: nothing is to be done
    std::vector<std::string> details;  ///< lines for people below it
};

using Findings = std::vector<Finding>;

}  // namespace sluice::tool
