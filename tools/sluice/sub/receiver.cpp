#include "tools/sluice/sub/receiver.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.hpp>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "sinks/zmq/curve_client.hpp"
#include "sinks/zmq/key_file.hpp"
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

// Tells which of the two files it is, and whose.
void set_keys(zmq::socket_t& socket, const std::string& key_file, const std::string& server_key_file) {
    const auto check = [](const char* option, const std::string& file, bool own) {
        const std::string written = text::cat(option, ' ', printable(file, 200));
        if (::access(file.c_str(), F_OK) != 0 && errno == ENOENT)
            throw Error(written + ": there is no such file",
                        own ? "name our NAME.key_secret; sluice keys NAME makes it" : "copy the publisher's NAME.key from its machine, and name that");
        try {
            static_cast<void>(zmq_sink_parts::read_key_file(file, own));
        } catch (const Error& error) {
            throw Error(text::cat(option, ": ", error.what()));
        }
    };
    check("--key", key_file, true);
    check("--server-key", server_key_file, false);
    zmq_sink_parts::set_curve_client(socket.handle(), key_file, server_key_file);
}

}  // namespace

struct Receiver::Sockets {
    zmq::context_t context{1};
    zmq::socket_t subscriber{context, ZMQ_SUB};
    zmq::socket_t monitor{context, ZMQ_PAIR};
    LinkWatch link;
    std::uint64_t ignored = 0;
    std::string endpoint;
    Clock::time_point connect_again = Clock::time_point::max();
    int fruitless = 0;  ///< tries to connect since one that came to something
    bool reached = false;  ///< the try that is under way has come as far as a socket
    bool output_closed = false;

    void take_events();
    void give_up_later();
    void keep_trying(Clock::time_point now);
    void take_event(unsigned event, std::uint32_t value);
    bool next_part(zmq::message_t& part) { return subscriber.recv(part, zmq::recv_flags::dontwait).has_value(); }
};

Receiver::Receiver(const std::string& endpoint, const std::string& key_file, const std::string& server_key_file) {
    check_endpoint(endpoint);
    sockets_ = std::make_unique<Sockets>();
    sockets_->endpoint = endpoint;
    set_options(sockets_->subscriber, endpoint);
    if (!key_file.empty()) set_keys(sockets_->subscriber, key_file, server_key_file);
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

bool Receiver::wait(int stop_fd, int output_fd, Clock::time_point until) {
    struct stat output {};
    const bool pipe = ::fstat(output_fd, &output) == 0 && (S_ISFIFO(output.st_mode) || S_ISSOCK(output.st_mode));
    std::array<zmq::pollitem_t, 4> items = {{
        {sockets_->subscriber.handle(), 0, ZMQ_POLLIN, 0},
        {sockets_->monitor.handle(), 0, ZMQ_POLLIN, 0},
        {nullptr, stop_fd, ZMQ_POLLIN, 0},
        {nullptr, output_fd, 0, 0},
    }};
    until = std::min(until, sockets_->connect_again);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (zmq_poll(items.data(), static_cast<int>(items.size() - (pipe ? 0 : 1)), static_cast<long>(std::max<std::int64_t>(0, left.count()))) < 0 &&
        zmq_errno() != EINTR)
        throw zmq::error_t();
    sockets_->take_events();
    sockets_->keep_trying(Clock::now());
    sockets_->output_closed = pipe && (items[3].revents & ZMQ_POLLERR) != 0;
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
        if (event.size() < sizeof(std::uint16_t) + sizeof(std::uint32_t)) continue;
        take_event(read_as<std::uint16_t>(event.data()), read_as<std::uint32_t>(static_cast<const char*>(event.data()) + sizeof(std::uint16_t)));
    }
}

// libzmq itself gives up after what it takes for the other side's last word; a key may be allowed a minute later.
void Receiver::Sockets::give_up_later() { connect_again = std::min(connect_again, Clock::now() + std::chrono::seconds(1)); }

void Receiver::Sockets::keep_trying(Clock::time_point now) {
    if (now < connect_again) return;
    connect_again = Clock::time_point::max();
    if (link.connected) return;
    zmq_disconnect(subscriber.handle(), endpoint.c_str());
    subscriber.connect(endpoint);
}

void Receiver::Sockets::take_event(unsigned event, std::uint32_t value) {
    const LinkWatch before = link;
    const auto refuse = [this](Refusal why) {
        link.refused = std::max(link.refused, why);
        link.connected = link.linked = false;
    };
    switch (event) {
        case ZMQ_EVENT_CONNECT_DELAYED:
        case ZMQ_EVENT_CLOSED: reached = true; break;
        case ZMQ_EVENT_CONNECTED:
            reached = link.connected = true;
            link.unknown_host = false;
            fruitless = 0;
            break;
        case ZMQ_EVENT_CONNECT_RETRIED:
            // Nobody is there any more who could refuse.
            if (++fruitless > 2) link.refused = Refusal::none;
            // A name that leads nowhere is tried again before there is a socket.
            link.unknown_host = !std::exchange(reached, false) && !link.connected;
            break;
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
            link.linked = link.was_linked = true;
            link.refused = Refusal::none;
            ++link.links;
            break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: refuse(Refusal::broken); break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            refuse(value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH ? Refusal::mechanism : Refusal::broken);
            give_up_later();
            break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
            refuse(Refusal::key);
            give_up_later();
            break;
        case ZMQ_EVENT_DISCONNECTED:
            reached = true;
            // No word of a handshake that failed: it was ended for what we are, and libzmq tries no more.
            if (link.connected && !link.linked) {
                refuse(Refusal::kind);
                give_up_later();
            }
            link.connected = link.linked = false;
            break;
        default: return;
    }
    if (link.connected != before.connected || link.linked != before.linked) link.since = Clock::now();
}

const LinkWatch& Receiver::link() const noexcept { return sockets_->link; }
bool Receiver::output_closed() const noexcept { return sockets_->output_closed; }
std::uint64_t Receiver::ignored() const noexcept { return sockets_->ignored; }

bool is_local_endpoint(const std::string& endpoint) {
    static constexpr std::array local = {"ipc://", "tcp://127.", "tcp://localhost:", "tcp://[::1]:"};
    return std::any_of(local.begin(), local.end(), [&](const char* start) { return endpoint.starts_with(start); });
}

}  // namespace sluice::tool
