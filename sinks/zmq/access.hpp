#pragma once

#include <optional>

#include <sluice/params.hpp>

#include "curve_files.hpp"

namespace sluice::zmq_sink_parts {

/// What was written for `curve`; nothing: it was not. [any thread]
[[nodiscard]] std::optional<CurveFiles> curve_of(const Params& params);

/// Complains of the parameters `bind`, `insecure` and `curve`: an address that is none, one that anybody could reach
/// though that was not written, a key or folder that is missing.
void check_access(const Params& params, Complaints& complaints);

}  // namespace sluice::zmq_sink_parts
