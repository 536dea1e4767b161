#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Publishes frames on ZeroMQ topics, untouched: `<name>/jpeg/`, header, payload (WIRE.md).
///     sinks:
///       live: { type: zmq, bind: "tcp://127.0.0.1:5555", from: [front, back] }
extern const NodeEntry zmq_sink;

}  // namespace sluice
