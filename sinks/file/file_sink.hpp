#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// One file per frame, its bytes as they are.
extern const NodeEntry file_sink;

}  // namespace sluice
