#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace sluice {

/// The quality that last kept to a budget, for the next picture of the same filter: pictures of one camera are alike, so
/// that one encode mostly does. 0: none yet, or the budget does not bind. [any thread]
using FittedQuality = std::atomic<std::uint32_t>;
using FittedQualityPtr = std::shared_ptr<FittedQuality>;

}  // namespace sluice
