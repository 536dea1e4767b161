#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// A page in a browser, with every input live.
///     sinks:
///       page: { type: http, bind: "127.0.0.1:8080", from: [front, back] }
extern const NodeEntry http_sink;

}  // namespace sluice
