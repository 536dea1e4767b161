#pragma once

#include <string>
#include <string_view>

#include "connection.hpp"
#include "reply.hpp"
#include "request_head.hpp"

namespace sluice::http_sink_parts {

/// One request and its answer, by cpp-httplib. Returns whether another may follow on that connection.
[[nodiscard]] bool exchange(Connection& connection, const RequestHead& head, const Responder& responder);

/// A whole answer in one piece, for who gets no further: "503 Service Unavailable", a sentence.
[[nodiscard]] std::string short_answer(std::string_view status, std::string_view sentence);

}  // namespace sluice::http_sink_parts
