#include "link.hpp"

#include <sys/epoll.h>
#include <unistd.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <sluice/error.hpp>

#include "sinks/zmq/curve_client.hpp"

namespace sluice::upstream {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t most_message_bytes = 64 << 20;
constexpr int most_messages_waiting = 16;  // half a second of frames: what a lane that is held up may miss
constexpr int receive_buffer_bytes = 256 << 10;
constexpr auto give_up_after = 1s;  // libzmq says at once when it will try again
constexpr int events_told = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_DELAYED | ZMQ_EVENT_CLOSED |
                            ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED |
                            ZMQ_EVENT_MONITOR_STOPPED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                            ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

std::string zmq_error() { return zmq_strerror(errno); }

void set(void* socket, int option, int value) {
    if (zmq_setsockopt(socket, option, &value, sizeof value) != 0) throw Error("cannot set up a ZeroMQ socket: " + zmq_error());
}

void set_options(void* socket, const std::string& address) {
    set(socket, ZMQ_LINGER, 0);
    set(socket, ZMQ_RCVHWM, most_messages_waiting);
    set(socket, ZMQ_RCVBUF, receive_buffer_bytes);
    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &most_message_bytes, sizeof most_message_bytes);
    // Short, so that a restart over there costs little; libzmq adds up to the first at random.
    set(socket, ZMQ_RECONNECT_IVL, 100);
    set(socket, ZMQ_RECONNECT_IVL_MAX, 400);
    // A machine that is off answers nothing, and the kernel would ask it ever more seldom.
    set(socket, ZMQ_CONNECT_TIMEOUT, 2000);
    set(socket, ZMQ_HANDSHAKE_IVL, 3000);
    set(socket, ZMQ_TCP_KEEPALIVE, 1);
    set(socket, ZMQ_TCP_KEEPALIVE_IDLE, 5);
    set(socket, ZMQ_TCP_KEEPALIVE_INTVL, 2);
    set(socket, ZMQ_TCP_KEEPALIVE_CNT, 3);
    set(socket, ZMQ_TCP_MAXRT, 10'000);
    // With it libzmq tries ::1 alone for "localhost", where few sinks bind.
    set(socket, ZMQ_IPV6, address.find('[') != std::string::npos ? 1 : 0);
}

Refusal refusal_of(unsigned event, std::uint32_t value) {
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) return Refusal::key;
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL) return Refusal::unexplained;
    return value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH ? Refusal::mechanism : Refusal::no_zmq;
}

int fd_of(void* socket) {
    int fd = -1;
    std::size_t size = sizeof fd;
    zmq_getsockopt(socket, ZMQ_FD, &fd, &size);
    return fd;
}

// One part of a message.
class Part {
public:
    Part() noexcept { zmq_msg_init(&message_); }
    ~Part() { zmq_msg_close(&message_); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    [[nodiscard]] bool receive(void* socket) noexcept {
        int result = -1;
        while ((result = zmq_msg_recv(&message_, socket, ZMQ_DONTWAIT)) < 0 && errno == EINTR) {
        }
        return result >= 0;
    }
    void take(Part& other) noexcept { zmq_msg_move(&message_, &other.message_); }
    [[nodiscard]] bool more() const noexcept { return zmq_msg_more(&message_) != 0; }
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
        auto* message = const_cast<zmq_msg_t*>(&message_);  // libzmq only reads, its signature does not say so
        return {static_cast<const std::byte*>(zmq_msg_data(message)), zmq_msg_size(message)};
    }
    [[nodiscard]] std::string_view text() const noexcept { return {reinterpret_cast<const char*>(bytes().data()), bytes().size()}; }

private:
    zmq_msg_t message_;
};

// Contexts whose own thread was busy at the end (looking for a name): reachable, so that nobody takes them for lost.
std::vector<void*>& left_contexts() {
    static auto* const left = new std::vector<void*>;
    return *left;
}

}  // namespace

struct Link::Sockets {
    void* subscriber = nullptr;
    void* monitor = nullptr;
    int epoll = -1;  // readable when either is
    std::set<std::string> topics;

    Sockets() = default;
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;
    ~Sockets() {
        if (epoll >= 0) ::close(epoll);
        if (subscriber) zmq_close(subscriber);
        if (monitor) zmq_close(monitor);
    }
    void watch(void* socket) const {
        epoll_event event{EPOLLIN, {}};
        if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd_of(socket), &event) != 0) throw Error("cannot watch a ZeroMQ socket: " + zmq_error());
    }
    /// Closes the subscriber; false: libzmq's own thread did not come to it in time.
    [[nodiscard]] bool close_at_once() {
        zmq_close(std::exchange(subscriber, nullptr));
        set(monitor, ZMQ_RCVTIMEO, 300);
        for (;;) {
            std::uint16_t event = 0;
            std::array<char, 6> bytes{};
            if (zmq_recv(monitor, bytes.data(), bytes.size(), 0) < 0) return false;
            std::memcpy(&event, bytes.data(), sizeof event);
            (void)zmq_recv(monitor, bytes.data(), bytes.size(), 0);
            if (event == ZMQ_EVENT_MONITOR_STOPPED) return true;
        }
    }
};

struct Link::Parts {
    Part topic, header;
};

Link::Link(const Settings& settings) : settings_(settings), context_(zmq_ctx_new()), parts_(std::make_unique<Parts>()) {
    if (!context_) throw Error("cannot start ZeroMQ: " + zmq_error());
    try {
        open();
    } catch (...) {
        zmq_ctx_term(context_);
        throw;
    }
    state_.since = Clock::now();
}

Link::~Link() {
    bool home = false;
    try {
        home = sockets_->close_at_once();
        if (!home) left_contexts().push_back(context_);
    } catch (...) {
        home = false;
    }
    sockets_.reset();
    while (home && zmq_ctx_term(context_) != 0 && errno == EINTR) {
    }
}

void Link::open() {
    auto made = std::make_unique<Sockets>();
    made->subscriber = zmq_socket(context_, ZMQ_SUB);
    made->monitor = zmq_socket(context_, ZMQ_PAIR);
    made->epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (!made->subscriber || !made->monitor || made->epoll < 0) throw Error("cannot make a ZeroMQ socket: " + zmq_error());
    set_options(made->subscriber, settings_.address);
    if (settings_.has_keys()) zmq_sink_parts::set_curve_client(made->subscriber, settings_.key, settings_.server);
    // A name of its own: the one before may not have gone yet.
    const std::string events = "inproc://link-" + std::to_string(++opened_);
    set(made->monitor, ZMQ_LINGER, 0);
    if (zmq_socket_monitor(made->subscriber, events.c_str(), events_told) != 0 || zmq_connect(made->monitor, events.c_str()) != 0)
        throw Error("cannot watch a ZeroMQ socket: " + zmq_error());
    made->watch(made->subscriber);
    made->watch(made->monitor);
    if (zmq_connect(made->subscriber, settings_.address.c_str()) != 0)
        throw Error(settings_.address + " is no address: " + zmq_error(), "write tcp://HOST:PORT or ipc:///PATH");
    const auto before = std::exchange(sockets_, std::move(made));
    for (const std::string& topic : before ? before->topics : std::set<std::string>()) subscribe(topic);
}

void Link::subscribe(const std::string& topic) {
    if (sockets_->topics.insert(topic).second) zmq_setsockopt(sockets_->subscriber, ZMQ_SUBSCRIBE, topic.data(), topic.size());
}

void Link::unsubscribe(const std::string& topic) {
    if (sockets_->topics.erase(topic) > 0) zmq_setsockopt(sockets_->subscriber, ZMQ_UNSUBSCRIBE, topic.data(), topic.size());
}

std::optional<Received> Link::receive() {
    Part next;
    if (!next.receive(sockets_->subscriber)) return std::nullopt;
    Received received;
    std::shared_ptr<Part> payload;
    for (received.parts = 1;; ++received.parts) {
        const bool more = next.more();
        if (received.parts == 1) parts_->topic.take(next);
        if (received.parts == 2) parts_->header.take(next);
        if (received.parts == 3) (payload = std::make_shared<Part>())->take(next);
        // All parts of a message arrive together.
        if (!more || !next.receive(sockets_->subscriber)) break;
    }
    received.topic = parts_->topic.text();
    if (received.parts > 1) received.header = parts_->header.text();
    if (payload) {
        const std::span<const std::byte> bytes = payload->bytes();
        received.payload = Bytes(std::move(payload), bytes);
    }
    return received;
}

void Link::look(Clock::time_point now) {
    for (;;) {
        Part event, address;
        if (!event.receive(sockets_->monitor)) break;
        if (event.more()) (void)address.receive(sockets_->monitor);
        const std::span<const std::byte> bytes = event.bytes();
        std::uint16_t kind = 0;
        std::uint32_t value = 0;
        if (bytes.size() < sizeof kind + sizeof value) continue;
        std::memcpy(&kind, bytes.data(), sizeof kind);
        std::memcpy(&value, bytes.data() + sizeof kind, sizeof value);
        take_event(kind, value, now);
    }
    // After what it takes for a breach of the protocol (a refused key, too long a message) it never tries again.
    if (!broken_at_ || now - *broken_at_ < give_up_after) return;
    broken_at_ = now;
    try {
        open();
        broken_at_.reset();
    } catch (const Error&) {  // key files on their way, no descriptors left: it may be over the next time
    }
}

void Link::take_event(unsigned event, std::uint32_t value, Clock::time_point now) {
    const bool before = state_.linked;
    broken_at_.reset();
    // A name that leads nowhere is tried again before there is a socket.
    if (event == ZMQ_EVENT_CONNECT_RETRIED) state_.unknown_host = !std::exchange(reached_, false) && !state_.connected;
    else reached_ = true;
    switch (event) {
        case ZMQ_EVENT_CONNECTED:
            state_.connected = true;
            state_.unknown_host = false;
            break;
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
            state_.linked = state_.was_linked = true;
            state_.refusal = Refusal::none;
            ++state_.links;
            break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: state_.refusal = refusal_of(event, value); [[fallthrough]];
        case ZMQ_EVENT_DISCONNECTED:
            // No word of a handshake that failed: it was ended for what we are.
            if (event == ZMQ_EVENT_DISCONNECTED && state_.connected && !state_.linked) state_.refusal = Refusal::kind;
            state_.connected = state_.linked = false;
            broken_at_ = now;
            break;
        case ZMQ_EVENT_CLOSED:  // nobody answered this time
            state_.connected = false;
            state_.refusal = Refusal::none;
            break;
        default: break;
    }
    if (state_.linked != before) state_.since = now;
}

const LinkState& Link::state() const noexcept { return state_; }

int Link::fd() const noexcept { return sockets_->epoll; }

}  // namespace sluice::upstream
