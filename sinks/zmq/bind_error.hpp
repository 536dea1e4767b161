#pragma once

#include <string>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

/// `text` taken apart, and nothing in the way of it that is known beforehand. Throws Error(what, next).
[[nodiscard]] Endpoint bindable(const std::string& text);

/// Says why `text` could not be bound. `error`: errno; `words`: it in words.
[[noreturn]] void throw_bind_error(const std::string& text, const Endpoint& endpoint, int error, const std::string& words);

}  // namespace sluice::zmq_sink_parts
