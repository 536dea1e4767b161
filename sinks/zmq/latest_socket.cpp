#include "latest_socket.hpp"

#include <zmq.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sluice/error.hpp>

#include "latest_request.hpp"
#include "message_part.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// One large JPEG: a client has one answer of a topic under way at a time, so little more could wait here.
constexpr int answer_buffer_bytes = 256 << 10;
constexpr int most_requests_waiting = 16;  // of one client; each that is read replaces the one before
constexpr int handshake_within_ms = 3'000;
constexpr auto look_period = std::chrono::seconds(1);
constexpr auto look_period_while_some_come = std::chrono::milliseconds(20);
constexpr int gone_after_ms = 10'000;       // a tcp peer that acknowledges nothing for so long is gone

std::string last_error() { return zmq_strerror(errno); }

class Part {
public:
    Part() { zmq_msg_init(&message_); }
    ~Part() { zmq_msg_close(&message_); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    [[nodiscard]] bool receive(void* socket) { return zmq_msg_recv(&message_, socket, ZMQ_DONTWAIT) >= 0; }
    [[nodiscard]] bool more() { return zmq_msg_more(&message_) != 0; }
    [[nodiscard]] std::string text() { return {static_cast<const char*>(zmq_msg_data(&message_)), zmq_msg_size(&message_)}; }
    [[nodiscard]] bool empty() { return zmq_msg_size(&message_) == 0; }
    [[nodiscard]] zmq_msg_t& message() noexcept { return message_; }

private:
    zmq_msg_t message_;
};

}  // namespace

LatestSocket::LatestSocket(LatestSetup setup)
    : transport_(Transport::shared()),
      held_(transport_->add_held_bytes()),
      socket_(zmq_socket(transport_->context(), ZMQ_ROUTER)),
      bindings_(socket_) {
    if (!socket_) throw Error("cannot make a ZeroMQ socket: " + last_error());
    try {
        set_options(setup.topics);
        if (setup.curve) {
            curve_ = std::make_unique<CurveServer>(transport_, *setup.curve, std::move(setup.say));
            curve_->apply(socket_);
        }
        for (const std::string& endpoint : setup.endpoints) bindings_.bind(endpoint);
        std::size_t size = sizeof fd_;
        zmq_getsockopt(socket_, ZMQ_FD, &fd_, &size);
    } catch (...) {
        close();
        throw;
    }
}

LatestSocket::~LatestSocket() { close(); }

void LatestSocket::close() noexcept {
    if (curve_) curve_->let_go();
    zmq_close(socket_);
}

void LatestSocket::keep_door() {
    if (curve_ && curve_->take_revoked()) bindings_.bind_anew();
    if (bindings_.unfinished()) bindings_.turn();
}

void LatestSocket::set(int option, int value, const char* name) {
    if (zmq_setsockopt(socket_, option, &value, sizeof value) != 0)
        throw Error(std::string("cannot set ") + name + " of the ZeroMQ socket: " + last_error());
}

void LatestSocket::set_options(std::size_t topics) {
    set(ZMQ_ROUTER_MANDATORY, 1, "ROUTER_MANDATORY");
    // Every topic may answer in the same moment, and beside them stat and an error.
    set(ZMQ_SNDHWM, static_cast<int>(2 + topics), "SNDHWM");
    set(ZMQ_RCVHWM, most_requests_waiting, "RCVHWM");
    set(ZMQ_SNDBUF, answer_buffer_bytes, "SNDBUF");
    set(ZMQ_LINGER, 0, "LINGER");
    set(ZMQ_HANDSHAKE_IVL, handshake_within_ms, "HANDSHAKE_IVL");
    set(ZMQ_TCP_KEEPALIVE, 1, "TCP_KEEPALIVE");
    set(ZMQ_TCP_KEEPALIVE_IDLE, 5, "TCP_KEEPALIVE_IDLE");
    set(ZMQ_TCP_KEEPALIVE_INTVL, 2, "TCP_KEEPALIVE_INTVL");
    set(ZMQ_TCP_KEEPALIVE_CNT, 3, "TCP_KEEPALIVE_CNT");
    set(ZMQ_TCP_MAXRT, gone_after_ms, "TCP_MAXRT");
    const std::int64_t most = most_request_bytes;
    zmq_setsockopt(socket_, ZMQ_MAXMSGSIZE, &most, sizeof most);
}

void LatestSocket::linger(int milliseconds) noexcept { zmq_setsockopt(socket_, ZMQ_LINGER, &milliseconds, sizeof milliseconds); }

std::optional<LatestSocket::Request> LatestSocket::receive(Clock::time_point now) {
    Part id;
    if (!id.receive(socket_)) {
        forget_gone(now);
        return std::nullopt;
    }
    Request request;
    request.peer.id = id.text();
    request.peer.connection = peers_.sender(id.message());
    count(request, now);
    bool more = id.more();
    for (std::size_t parts = 0; more; ++parts) {
        Part part;
        if (!part.receive(socket_)) break;
        more = part.more();
        if (parts == 0 && more && part.empty()) {
            request.peer.delimited = true;
            continue;
        }
        request.whole = parts == (request.peer.delimited ? 1u : 0u) && !more;
        if (request.whole) request.text = part.text();
    }
    return request;
}

void LatestSocket::count(Request& request, Clock::time_point now) {
    if (!request.peer.connection) return peers_.take_unknown(bound(), now);
    const auto [known, fresh] = allowances_.try_emplace(request.peer.connection);
    some_came_ |= fresh;
    request.too_much = !known->second.spend(now);
    if (request.too_much) peers_.cut(request.peer.connection);
}

void LatestSocket::met(const LatestPeer& peer) {
    if (!peer.connection) return peers_.refund_unknown();
    if (const auto found = allowances_.find(peer.connection); found != allowances_.end()) found->second.refund();
}

// Once everything was read. Nobody tells who has gone; where some come, as many may have.
void LatestSocket::forget_gone(Clock::time_point now) {
    if (now - swept_ < (some_came_ ? look_period_while_some_come : look_period)) return;
    swept_ = now;
    some_came_ = false;
    peers_.sweep([](Peers::Connection) {}, [this](Peers::Connection gone) { allowances_.erase(gone); });
}

LatestSocket::Sent LatestSocket::send(const LatestPeer& peer, std::string_view topic, std::string_view header, Bytes payload) {
    // Only its name can be refused: once that is taken the other parts are.
    if (!send_part(peer.id, ZMQ_SNDMORE)) {
        if (errno == EAGAIN) return Sent::behind;
        if (errno == EHOSTUNREACH) return Sent::gone;
        throw Error("cannot send: " + last_error());
    }
    const bool all = (!peer.delimited || send_part({}, ZMQ_SNDMORE)) && send_part(topic, ZMQ_SNDMORE) &&
                     send_part(header, ZMQ_SNDMORE) && send_payload(std::move(payload));
    if (!all) throw Error("cannot send: " + last_error());
    return Sent::sent;
}

bool LatestSocket::send_part(std::string_view text, int flags) {
    zmq_msg_t part;
    fill_part(part, text);
    return send_message(part, flags);
}

bool LatestSocket::send_payload(Bytes payload) {
    zmq_msg_t part;
    lend_part(part, held_, std::move(payload));
    return send_message(part, 0);
}

bool LatestSocket::send_message(zmq_msg_t& part, int flags) {
    if (zmq_msg_send(&part, socket_, flags | ZMQ_DONTWAIT) >= 0) return true;
    const int why = errno;
    zmq_msg_close(&part);
    errno = why;
    return false;
}

}  // namespace sluice::zmq_sink_parts
