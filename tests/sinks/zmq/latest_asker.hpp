#pragma once

#include <zmq.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// A plain DEALER socket with a context of its own, as another program would have.
class LatestAsker {
public:
    explicit LatestAsker(const std::string& endpoint, const std::string& id = {}, int type = ZMQ_DEALER)
        : context_(zmq_ctx_new()), socket_(zmq_socket(context_, type)) {
        set(ZMQ_RCVTIMEO, 20'000);
        set(ZMQ_LINGER, 0);
        set(ZMQ_RECONNECT_IVL, 10);
        if (!id.empty()) zmq_setsockopt(socket_, ZMQ_ROUTING_ID, id.data(), id.size());
        if (zmq_connect(socket_, endpoint.c_str()) != 0) throw std::runtime_error(zmq_strerror(zmq_errno()));
    }
    ~LatestAsker() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    LatestAsker(const LatestAsker&) = delete;
    LatestAsker& operator=(const LatestAsker&) = delete;

    void set(int option, int value) { zmq_setsockopt(socket_, option, &value, sizeof value); }
    void send(std::string_view text, int flags = 0) { zmq_send(socket_, text.data(), text.size(), flags); }
    /// `more`: further keys, ",\"max_w\":320".
    void ask(std::string_view topic, std::string_view more = {}) {
        send("{\"v\":1,\"topic\":\"" + std::string(topic) + "\"" + std::string(more) + "}");
    }

    /// The parts of the next answer; none when nothing came in time.
    [[nodiscard]] std::vector<std::string> receive() { return receive(0); }
    /// The same for one that is here already.
    [[nodiscard]] std::vector<std::string> receive_now() { return receive(ZMQ_DONTWAIT); }

private:
    [[nodiscard]] std::vector<std::string> receive(int flags) {
        std::vector<std::string> parts;
        for (int more = 1; more;) {
            zmq_msg_t part;
            zmq_msg_init(&part);
            if (zmq_msg_recv(&part, socket_, flags) < 0) return {};
            parts.emplace_back(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
            more = zmq_msg_more(&part);
            zmq_msg_close(&part);
        }
        return parts;
    }

    void* context_;
    void* socket_;
};

}  // namespace sluice::test
