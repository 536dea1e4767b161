#pragma once

#include <cstdint>
#include <vector>

namespace sluice::v4l2 {

/// A control that takes others over, and the values at which it leaves this one alone.
struct Automatic {
    std::uint32_t id = 0;
    std::int64_t by_hand = 0;
    std::int64_t also_by_hand = 0;  ///< the same where there is one value alone
};

/// What may take over the control of that id (V4L2_CID_*), by the kernel's own description of controls.
[[nodiscard]] std::vector<Automatic> automatics_of(std::uint32_t id);

/// It takes others over: it is to be set before them.
[[nodiscard]] bool is_automatic(std::uint32_t id);

}  // namespace sluice::v4l2
