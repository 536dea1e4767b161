#pragma once

#include <sluice/entry.hpp>

namespace sluice {

/// Takes the frames of a topic of another sluice, on this machine or another.
///     sources:
///       front: { type: zmq, connect: "tcp://pi-front:5555", topic: front/jpeg/ }
extern const NodeEntry zmq_source;

}  // namespace sluice
