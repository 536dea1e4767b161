#pragma once

#include <string>
#include <vector>

#include "camera.hpp"

namespace sluice::v4l2 {

/// Fills in which processes, this one aside, have each node open, by one walk through /proc. Other
/// users' processes show their files to root alone: then holders_complete is false. [any thread]
void find_holders(std::vector<Camera>& cameras, const std::string& proc);

/// "held by ffmpeg (pid 123)"; empty where nobody is known and nothing is refused. Where another
/// program streams that could not be seen, it says how to find out.
[[nodiscard]] std::string holders_text(const Camera& camera);

}  // namespace sluice::v4l2
