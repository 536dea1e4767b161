#pragma once

#include <zmq.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace sluice::test {

/// A plain socket with a context of its own, as another program would have.
class PlainSocket {
public:
    explicit PlainSocket(int type) : context_(zmq_ctx_new()), socket_(zmq_socket(context_, type)) {
        set(ZMQ_RCVTIMEO, 20'000);
        set(ZMQ_LINGER, 0);
        set(ZMQ_RECONNECT_IVL, 10);
    }
    ~PlainSocket() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    PlainSocket(const PlainSocket&) = delete;
    PlainSocket& operator=(const PlainSocket&) = delete;

    void set(int option, int value) { zmq_setsockopt(socket_, option, &value, sizeof value); }

    /// The parts of the next message; none when nothing came in time.
    [[nodiscard]] std::vector<std::string> receive() { return receive(0); }
    /// The same for a message that is here already.
    [[nodiscard]] std::vector<std::string> receive_now() { return receive(ZMQ_DONTWAIT); }

protected:
    void connect(const std::string& endpoint) {
        if (zmq_connect(socket_, endpoint.c_str()) != 0) throw std::runtime_error(zmq_strerror(zmq_errno()));
    }
    [[nodiscard]] void* socket() const noexcept { return socket_; }

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
