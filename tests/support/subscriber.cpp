#include "tests/support/subscriber.hpp"

#include <zmq.h>

namespace sluice::test {

Subscriber::Subscriber(const std::string& endpoint, const std::string& topic, int high_water_mark)
    : context_(zmq_ctx_new()), socket_(zmq_socket(context_, ZMQ_SUB)) {
    const int at_once = 10;  // the endpoint may not be there yet
    zmq_setsockopt(socket_, ZMQ_RCVHWM, &high_water_mark, sizeof high_water_mark);
    zmq_setsockopt(socket_, ZMQ_RECONNECT_IVL, &at_once, sizeof at_once);
    zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, topic.data(), topic.size());
    zmq_connect(socket_, endpoint.c_str());
}

Subscriber::~Subscriber() {
    zmq_close(socket_);
    zmq_ctx_term(context_);
}

std::optional<Subscriber::Message> Subscriber::receive(std::chrono::milliseconds most) {
    const int timeout = static_cast<int>(most.count());
    zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
    Message message;
    for (bool more = true; more; ++message.parts) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket_, 0) < 0) {
            zmq_msg_close(&part);
            return std::nullopt;
        }
        const std::string bytes(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
        if (message.parts == 0) message.topic = bytes;
        if (message.parts == 1) message.header = nlohmann::json::parse(bytes, nullptr, false);
        if (message.parts == 2) message.payload = bytes;
        more = zmq_msg_more(&part) != 0;
        zmq_msg_close(&part);
    }
    return message;
}

}  // namespace sluice::test
