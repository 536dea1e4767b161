#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Gives each client that asks the newest frame it has not had, narrower where it says so: for links that carry less
/// than the camera sends (WIRE.md).
///     sinks:
///       wlan: { type: zmq_latest, bind: "tcp://127.0.0.1:5556", from: [front, back] }
extern const NodeEntry zmq_latest_sink;

}  // namespace sluice
