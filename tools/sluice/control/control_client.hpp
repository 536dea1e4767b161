#pragma once

#include <chrono>
#include <string>

#include "tools/sluice/control/control_message.hpp"

namespace sluice::tool {

/// Asks the sluice behind that endpoint (ipc:///PATH), once; waits for the answer so long. Throws Error where nobody
/// answers; what the answer refuses is in its `error`.
[[nodiscard]] ControlReply ask_control(const std::string& endpoint, const ControlMessage& message, std::chrono::milliseconds patience);

}  // namespace sluice::tool
