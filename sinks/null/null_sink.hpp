#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Takes every frame and lets it go.
extern const NodeEntry null_sink;

}  // namespace sluice
