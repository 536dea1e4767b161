#pragma once

#include <zmq.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/sinks/zmq/plain_socket.hpp"

namespace sluice::test {

/// A SUB socket.
class Subscriber : public PlainSocket {
public:
    explicit Subscriber(const std::string& endpoint, const std::vector<std::string>& prefixes = {}, int receive_limit = 1000) : PlainSocket(ZMQ_SUB) {
        set(ZMQ_RCVHWM, receive_limit);
        for (const std::string& prefix : prefixes) subscribe(prefix);
        connect(endpoint);
    }

    void subscribe(std::string_view prefix) { zmq_setsockopt(socket(), ZMQ_SUBSCRIBE, prefix.data(), prefix.size()); }
    void unsubscribe(std::string_view prefix) { zmq_setsockopt(socket(), ZMQ_UNSUBSCRIBE, prefix.data(), prefix.size()); }
};

}  // namespace sluice::test
