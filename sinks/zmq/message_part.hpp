#pragma once

#include <zmq.h>

#include <string_view>

#include <sluice/bytes.hpp>

#include "held_bytes.hpp"

namespace sluice::zmq_sink_parts {

/// Makes `part` a copy of this text, for libzmq to send. Throws Error where there is no memory.
void fill_part(zmq_msg_t& part, std::string_view text);

/// Makes `part` these bytes themselves, kept in `held` until libzmq lets go of them. Throws as fill_part() does.
void lend_part(zmq_msg_t& part, HeldBytes& held, Bytes payload);

}  // namespace sluice::zmq_sink_parts
