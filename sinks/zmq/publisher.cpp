#include "publisher.hpp"

#include <sys/stat.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sluice/error.hpp>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// Enough for one large JPEG: what lies in the kernel's buffer is what a stalled subscriber sees late.
constexpr int send_buffer_bytes = 256 << 10;
constexpr int most_inbound_bytes = 1 << 10;  // a subscription is a topic's name
constexpr int cut_after_ms = 10'000;         // a tcp peer that acknowledges nothing for so long is gone

std::string zmq_error() { return zmq_strerror(errno); }

// Others of the group may read and write, nobody else may: set while the socket file is made.
class SocketFileMask {
public:
    SocketFileMask() : before_(::umask(0117)) {}
    ~SocketFileMask() { ::umask(before_); }
    SocketFileMask(const SocketFileMask&) = delete;
    SocketFileMask& operator=(const SocketFileMask&) = delete;

private:
    mode_t before_;
};

}  // namespace

Publisher::Publisher(const std::vector<std::string>& endpoints, std::size_t topics)
    : transport_(Transport::shared()), held_(transport_->add_held_bytes()), socket_(zmq_socket(transport_->context(), ZMQ_XPUB)) {
    if (!socket_) throw Error("cannot make a ZeroMQ socket: " + zmq_error());
    try {
        set(ZMQ_XPUB_VERBOSER, 1, "XPUB_VERBOSER");
        // libzmq counts per connection over all topics: with less, cameras in phase push each other out.
        set(ZMQ_SNDHWM, static_cast<int>(2 + 2 * topics), "SNDHWM");
        set(ZMQ_SNDBUF, send_buffer_bytes, "SNDBUF");
        set(ZMQ_LINGER, 0, "LINGER");
        set(ZMQ_TCP_KEEPALIVE, 1, "TCP_KEEPALIVE");
        set(ZMQ_TCP_KEEPALIVE_IDLE, 5, "TCP_KEEPALIVE_IDLE");
        set(ZMQ_TCP_KEEPALIVE_INTVL, 2, "TCP_KEEPALIVE_INTVL");
        set(ZMQ_TCP_KEEPALIVE_CNT, 3, "TCP_KEEPALIVE_CNT");
        set(ZMQ_TCP_MAXRT, cut_after_ms, "TCP_MAXRT");
        const std::int64_t most = most_inbound_bytes;
        zmq_setsockopt(socket_, ZMQ_MAXMSGSIZE, &most, sizeof most);
        for (const std::string& endpoint : endpoints) bind(endpoint);
        std::size_t size = sizeof fd_;
        zmq_getsockopt(socket_, ZMQ_FD, &fd_, &size);
    } catch (...) {
        zmq_close(socket_);
        throw;
    }
}

Publisher::~Publisher() { zmq_close(socket_); }

void Publisher::set(int option, int value, const char* name) {
    if (zmq_setsockopt(socket_, option, &value, sizeof value) != 0)
        throw Error(std::string("cannot set ") + name + " of the ZeroMQ socket: " + zmq_error());
}

void Publisher::linger(int milliseconds) noexcept { zmq_setsockopt(socket_, ZMQ_LINGER, &milliseconds, sizeof milliseconds); }

void Publisher::bind(const std::string& text) {
    Endpoint endpoint;
    if (const auto fault = parse_endpoint(text, endpoint)) throw Error(fault->what, fault->next);
    if (endpoint.transport == Endpoint::Transport::ipc)
        if (const auto obstacle = ipc_obstacle(endpoint.host)) throw Error("cannot bind " + text + ": " + obstacle->what, obstacle->next);
    // Only where it is asked for: with it libzmq reports, and users would read, [::ffff:127.0.0.1].
    set(ZMQ_IPV6, endpoint.host.starts_with('[') ? 1 : 0, "IPV6");
    const SocketFileMask mask;
    if (zmq_bind(socket_, text.c_str()) != 0) {
        if (errno == EADDRINUSE) throw Error("cannot bind " + text + ": another program has that address", "stop it or choose another port");
        if (errno == EACCES) throw Error("cannot bind " + text + ": permission denied", "choose a port from 1024 on, or a folder you may write");
        throw Error("cannot bind " + text + ": " + zmq_error(), "name an address of this machine");
    }
    std::array<char, 512> last{};
    std::size_t size = last.size();
    const bool told = zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, last.data(), &size) == 0;
    bound_.emplace_back(told ? last.data() : text.c_str());
}

void Publisher::send_part(std::string_view text, int flags) {
    zmq_msg_t part;
    if (zmq_msg_init_size(&part, text.size()) != 0) throw Error("out of memory for a message");
    if (!text.empty()) std::memcpy(zmq_msg_data(&part), text.data(), text.size());
    if (zmq_msg_send(&part, socket_, flags | ZMQ_DONTWAIT) >= 0) return;
    const std::string why = zmq_error();
    zmq_msg_close(&part);
    throw Error("cannot send: " + why);
}

void Publisher::send(std::string_view topic, std::string_view header, Bytes payload) {
    send_part(topic, ZMQ_SNDMORE);
    send_part(header, ZMQ_SNDMORE);
    if (payload.empty()) return send_part({}, 0);
    auto* data = const_cast<std::byte*>(payload.data());  // libzmq only reads, its signature does not say so
    const std::size_t size = payload.size();
    HeldBytes::Place* place = held_.hold(std::move(payload));
    zmq_msg_t part;
    if (zmq_msg_init_data(&part, data, size, &HeldBytes::let_go, place) != 0) {
        HeldBytes::let_go(nullptr, place);
        throw Error("out of memory for a message");
    }
    if (zmq_msg_send(&part, socket_, ZMQ_DONTWAIT) >= 0) return;
    const std::string why = zmq_error();
    zmq_msg_close(&part);
    throw Error("cannot send: " + why);
}

bool Publisher::drain() {
    bool changed = false;
    for (;;) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, socket_, ZMQ_DONTWAIT) < 0) return changed;
        const auto* data = static_cast<const std::byte*>(zmq_msg_data(&message));
        changed |= subscriptions_.apply({data, zmq_msg_size(&message)});
        zmq_msg_close(&message);
    }
}

}  // namespace sluice::zmq_sink_parts
