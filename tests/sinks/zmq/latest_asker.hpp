#pragma once

#include <zmq.h>

#include <string>
#include <string_view>

#include "tests/sinks/zmq/plain_socket.hpp"

namespace sluice::test {

/// A client of `zmq_latest`: a DEALER or REQ socket.
class LatestAsker : public PlainSocket {
public:
    explicit LatestAsker(const std::string& endpoint, const std::string& id = {}, int type = ZMQ_DEALER) : PlainSocket(type) {
        if (!id.empty()) zmq_setsockopt(socket(), ZMQ_ROUTING_ID, id.data(), id.size());
        connect(endpoint);
    }

    void send(std::string_view text, int flags = 0) { zmq_send(socket(), text.data(), text.size(), flags); }
    /// `more`: further keys, ",\"max_w\":320".
    void ask(std::string_view topic, std::string_view more = {}) {
        send("{\"v\":1,\"topic\":\"" + std::string(topic) + "\"" + std::string(more) + "}");
    }
};

}  // namespace sluice::test
