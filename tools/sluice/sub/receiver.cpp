#include "tools/sluice/sub/receiver.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <vector>

#include <zmq.hpp>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

constexpr std::size_t longest_topic = 256;
constexpr std::size_t longest_header = 64 << 10;
constexpr std::int64_t longest_message = 64 << 20;

// Wrong addresses that libzmq takes, and tries for ever without a word.
void check_endpoint(const std::string& endpoint) {
    const std::string shown = printable(endpoint, 120);
    const bool tcp = endpoint.starts_with("tcp://"), ipc = endpoint.starts_with("ipc://");
    if (!tcp && !ipc) {
        if (endpoint.find("://") != std::string::npos)
            throw Error(shown + " is no endpoint of sluice", "write tcp://HOST:PORT or ipc:///PATH");
        if (endpoint.starts_with("/")) throw Error(shown + " lacks its kind", "write ipc://" + shown);
        const bool port_alone = endpoint.find_first_not_of("0123456789") == std::string::npos;
        throw Error(shown + " lacks its kind", "write tcp://" + (port_alone ? "127.0.0.1:" + shown : shown));
    }
    const std::string rest = endpoint.substr(6);
    if (rest.starts_with("*") || rest.starts_with("0.0.0.0"))
        throw Error(shown + " is where a publisher binds, not where it is reached", "name its host: tcp://127.0.0.1:5555");
    if (tcp && rest.rfind(':') == std::string::npos) throw Error(shown + " lacks the port", "write " + shown + ":5555");
    if (rest.empty()) throw Error(shown + " lacks the path", "write ipc:///run/sluice/front.ipc");
}

template <typename T>
T read_as(const void* from) {
    T out;
    std::memcpy(&out, from, sizeof out);
    return out;
}

void set_options(zmq::socket_t& socket, const std::string& endpoint) {
    socket.set(zmq::sockopt::linger, 0);
    // Reading until nothing is left keeps it fresh; the high-water mark covers our longest pause.
    socket.set(zmq::sockopt::rcvhwm, 100);
    socket.set(zmq::sockopt::maxmsgsize, longest_message);
    socket.set(zmq::sockopt::reconnect_ivl, 100);
    socket.set(zmq::sockopt::reconnect_ivl_max, 1000);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, 5);
    socket.set(zmq::sockopt::tcp_keepalive_intvl, 5);
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    // With it libzmq tries ::1 alone for "localhost", where few publishers bind.
    socket.set(zmq::sockopt::ipv6, endpoint.find('[') != std::string::npos);
}

}  // namespace

struct Receiver::Sockets {
    zmq::context_t context{1};
    zmq::socket_t subscriber{context, ZMQ_SUB};
    zmq::socket_t monitor{context, ZMQ_PAIR};
    LinkWatch link;
    std::uint64_t ignored = 0;

    void take_events();
    void take_event(int event);
    bool next_part(zmq::message_t& part) { return subscriber.recv(part, zmq::recv_flags::dontwait).has_value(); }
};

Receiver::Receiver(const std::string& endpoint) {
    check_endpoint(endpoint);
    sockets_ = std::make_unique<Sockets>();
    set_options(sockets_->subscriber, endpoint);
    sockets_->link.since = Clock::now();
    const char* const events = "inproc://link";
    if (zmq_socket_monitor(sockets_->subscriber.handle(), events, ZMQ_EVENT_ALL) != 0) throw zmq::error_t();
    sockets_->monitor.set(zmq::sockopt::linger, 0);
    sockets_->monitor.connect(events);
    try {
        sockets_->subscriber.connect(endpoint);
    } catch (const zmq::error_t& error) {
        throw Error(text::cat(printable(endpoint, 120), " is no endpoint: ", error.what()),
                    "write tcp://HOST:PORT or ipc:///PATH");
    }
}

Receiver::~Receiver() {
    if (sockets_) zmq_socket_monitor(sockets_->subscriber.handle(), nullptr, 0);
}

void Receiver::subscribe(const std::string& topic) { sockets_->subscriber.set(zmq::sockopt::subscribe, topic); }

bool Receiver::wait(int stop_fd, Clock::time_point until) {
    std::array<zmq::pollitem_t, 3> items = {{
        {sockets_->subscriber.handle(), 0, ZMQ_POLLIN, 0},
        {sockets_->monitor.handle(), 0, ZMQ_POLLIN, 0},
        {nullptr, stop_fd, ZMQ_POLLIN, 0},
    }};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(std::max<std::int64_t>(0, left.count()))) < 0 &&
        zmq_errno() != EINTR)
        throw zmq::error_t();
    sockets_->take_events();
    return (items[2].revents & ZMQ_POLLIN) == 0;
}

std::optional<Message> Receiver::receive() {
    std::vector<zmq::message_t> parts(3);
    for (;;) {
        std::size_t count = 0;
        zmq::message_t surplus;
        bool more = true;
        while (more) {
            zmq::message_t& part = count < parts.size() ? parts[count] : surplus;
            // All parts of a message arrive together, so "nothing there" can only come at its start.
            if (!sockets_->next_part(part)) return std::nullopt;
            more = part.more();
            ++count;
        }
        if (count >= parts.size() && parts[0].size() <= longest_topic && parts[1].size() <= longest_header) break;
        ++sockets_->ignored;
    }
    auto keeper = std::make_shared<zmq::message_t>(std::move(parts[2]));
    const std::string_view payload(static_cast<const char*>(keeper->data()), keeper->size());
    return Message{parts[0].to_string(), parts[1].to_string(), std::move(keeper), payload};
}

void Receiver::Sockets::take_events() {
    zmq::message_t event, address;
    while (monitor.recv(event, zmq::recv_flags::dontwait)) {
        if (event.more()) static_cast<void>(monitor.recv(address, zmq::recv_flags::dontwait));
        if (event.size() >= sizeof(std::uint16_t)) take_event(read_as<std::uint16_t>(event.data()));
    }
}

void Receiver::Sockets::take_event(int event) {
    const LinkWatch before = link;
    switch (event) {
        case ZMQ_EVENT_CONNECTED: link.connected = true; break;
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
            link.linked = link.was_linked = true;
            link.refused = false;
            ++link.links;
            break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: link.refused = true; [[fallthrough]];
        case ZMQ_EVENT_DISCONNECTED: link.connected = link.linked = false; break;
        default: return;
    }
    if (link.connected != before.connected || link.linked != before.linked) link.since = Clock::now();
}

const LinkWatch& Receiver::link() const noexcept { return sockets_->link; }
std::uint64_t Receiver::ignored() const noexcept { return sockets_->ignored; }

bool is_local_endpoint(const std::string& endpoint) {
    static constexpr std::array local = {"ipc://", "tcp://127.", "tcp://localhost:", "tcp://[::1]:"};
    return std::any_of(local.begin(), local.end(), [&](const char* start) { return endpoint.starts_with(start); });
}

}  // namespace sluice::tool
