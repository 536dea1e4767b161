#include "libzmq_publisher.hpp"

#include <zmq.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include <sluice/error.hpp>

#include "message_part.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr int cut_after_ms = 10'000;         // a tcp peer that acknowledges nothing for so long is gone
// What peers send is subscriptions alone, and whatever they send costs fifty times as much in libzmq's tree of prefixes.
constexpr int most_inbound_bytes = 1 << 10;  // a topic's name, or a step of CURVE's handshake
constexpr int inbound_buffer_bytes = 16 << 10;
// libzmq takes in all that its own thread hands over meanwhile before it gives back a single one. One at a time is slow enough
// for a flood to have pauses, in which it is noticed and ended. The second place is for what libzmq counts and never takes out
// again: the credential of a connection with CURVE.
constexpr int inbound_messages = 2;
constexpr int handshake_ms = 3'000;
constexpr int waiting_to_connect = 256;
constexpr int one_wait_ms = 50;  // for room, before a look whether the program stops
// In a flood a camera's lane shall not be held up for more than a millisecond or so.
constexpr int most_messages_a_turn = 4096;
constexpr auto read_period = std::chrono::milliseconds(50);  // while frames are sent and nobody says anything
constexpr auto sweep_period = std::chrono::seconds(1);
constexpr auto sweep_period_at_an_end = std::chrono::milliseconds(20);

std::string zmq_error() { return zmq_strerror(errno); }

bool has_inproc(const std::vector<std::string>& endpoints) {
    return std::ranges::any_of(endpoints, [](const std::string& one) { return one.starts_with("inproc://"); });
}

}  // namespace

LibzmqPublisher::LibzmqPublisher(PublisherSetup setup)
    : transport_(Transport::shared()), held_(transport_->add_held_bytes()), socket_(zmq_socket(transport_->context(), ZMQ_XPUB)),
      patience_(setup.limits.send_timeout_ms), bindings_(socket_),
      subscriptions_(std::move(setup.topics), has_inproc(setup.endpoints)), say_(std::move(setup.say)),
      stopping_(std::move(setup.stopping)) {
    if (!socket_) throw Error("cannot make a ZeroMQ socket: " + zmq_error());
    try {
        set(ZMQ_XPUB_VERBOSER, 1, "XPUB_VERBOSER");
        set(ZMQ_SNDHWM, setup.limits.sndhwm, "SNDHWM");
        set(ZMQ_SNDBUF, setup.limits.sndbuf, "SNDBUF");
        if (setup.limits.nodrop) set(ZMQ_XPUB_NODROP, 1, "XPUB_NODROP");
        set(ZMQ_SNDTIMEO, std::min(setup.limits.send_timeout_ms, one_wait_ms), "SNDTIMEO");
        set(ZMQ_LINGER, 0, "LINGER");
        limit_peers();
        if (setup.curve) {
            curve_ = std::make_unique<CurveServer>(transport_, *setup.curve, say_);
            curve_->apply(socket_);
        }
        for (const std::string& endpoint : setup.endpoints) bindings_.bind(endpoint);
        std::size_t size = sizeof fd_;
        zmq_getsockopt(socket_, ZMQ_FD, &fd_, &size);
    } catch (...) {
        if (curve_) curve_->let_go();
        zmq_close(socket_);
        throw;
    }
}

LibzmqPublisher::~LibzmqPublisher() {
    if (curve_) curve_->let_go();
    zmq_close(socket_);
}

void LibzmqPublisher::set(int option, int value, const char* name) {
    if (zmq_setsockopt(socket_, option, &value, sizeof value) != 0)
        throw Error(std::string("cannot set ") + name + " of the ZeroMQ socket: " + zmq_error());
}

void LibzmqPublisher::limit_peers() {
    set(ZMQ_TCP_KEEPALIVE, 1, "TCP_KEEPALIVE");
    set(ZMQ_TCP_KEEPALIVE_IDLE, 5, "TCP_KEEPALIVE_IDLE");
    set(ZMQ_TCP_KEEPALIVE_INTVL, 2, "TCP_KEEPALIVE_INTVL");
    set(ZMQ_TCP_KEEPALIVE_CNT, 3, "TCP_KEEPALIVE_CNT");
    set(ZMQ_TCP_MAXRT, cut_after_ms, "TCP_MAXRT");
    set(ZMQ_HANDSHAKE_IVL, handshake_ms, "HANDSHAKE_IVL");
    set(ZMQ_BACKLOG, waiting_to_connect, "BACKLOG");
    set(ZMQ_RCVBUF, inbound_buffer_bytes, "RCVBUF");
    set(ZMQ_RCVHWM, inbound_messages, "RCVHWM");
    const std::int64_t most = most_inbound_bytes;
    if (zmq_setsockopt(socket_, ZMQ_MAXMSGSIZE, &most, sizeof most) != 0) throw Error("cannot set MAXMSGSIZE of the ZeroMQ socket: " + zmq_error());
}

void LibzmqPublisher::linger(int milliseconds) noexcept { zmq_setsockopt(socket_, ZMQ_LINGER, &milliseconds, sizeof milliseconds); }

std::vector<std::pair<std::string, std::uint64_t>> LibzmqPublisher::refused() const {
    return curve_ ? curve_->refused() : std::vector<std::pair<std::string, std::uint64_t>>();
}

bool LibzmqPublisher::wait_for_room(Clock::time_point since) const {
    if (patience_.count() == 0 || (stopping_ && stopping_())) return false;
    return Clock::now() - since < patience_;
}

bool LibzmqPublisher::send_message(zmq_msg_t& part, int flags) {
    const auto since = patience_.count() > 0 ? Clock::now() : Clock::time_point();
    int error = 0;
    do {
        if (zmq_msg_send(&part, socket_, flags | (patience_.count() > 0 ? 0 : ZMQ_DONTWAIT)) >= 0) return true;
        error = errno;
    } while (error == EAGAIN && wait_for_room(since));
    zmq_msg_close(&part);
    if (error == EAGAIN) return false;
    throw Error(std::string("cannot send: ") + zmq_strerror(error));
}

bool LibzmqPublisher::send_part(std::string_view text, int flags) {
    zmq_msg_t part;
    fill_part(part, text);
    return send_message(part, flags);
}

bool LibzmqPublisher::send_lent(Bytes payload) {
    zmq_msg_t part;
    lend_part(part, held_, std::move(payload));
    return send_message(part, 0);
}

bool LibzmqPublisher::send_parts(std::initializer_list<std::string_view> first, Bytes last) {
    end_revoked();
    // Only the first part can find no room: the others go where it went.
    bool sent = true;
    for (const std::string_view part : first)
        if (sent) sent = send_part(part, ZMQ_SNDMORE);
    sent = sent && send_lent(std::move(last));
    // libzmq takes in what peers send with each message that goes out, and keeps it until it is read. To find nothing costs three
    // system calls, and as many on libzmq's own thread, whose next word must then wake a sleeper.
    const auto now = Clock::now();
    if (found_some_ || behind_ || now - read_at_ >= read_period) read_inbound(now);
    return sent;
}

bool LibzmqPublisher::drain() {
    end_revoked();
    read_inbound(Clock::now());
    return std::exchange(changed_, false);
}

void LibzmqPublisher::end_revoked() {
    if (curve_ && curve_->revoked() && curve_->take_revoked()) {
        bindings_.bind_anew();
        unbound_since_ = Clock::now();
        told_unbound_ = false;
    }
    if (bindings_.unfinished() && !bindings_.turn()) tell_unbound(Clock::now());
}

void LibzmqPublisher::tell_unbound(Clock::time_point now) {
    if (told_unbound_ || now - unbound_since_ < std::chrono::seconds(2) || !say_) return;
    told_unbound_ = true;
    say_(Level::warning, "an address is still busy after a key was taken away; another program may have it, sluice goes on trying");
}

void LibzmqPublisher::read_inbound(Clock::time_point now) {
    read_at_ = now;
    found_some_ = false;
    behind_ = true;
    for (int i = 0; i < most_messages_a_turn; ++i) {
        zmq_msg_t message;
        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, socket_, ZMQ_DONTWAIT) < 0) {
            behind_ = errno != EAGAIN;
            break;
        }
        found_some_ = true;
        take(message, now);
        zmq_msg_close(&message);
    }
    if (behind_) return;
    if (now - swept_ < (some_ended_ ? sweep_period_at_an_end : sweep_period)) return;
    // Until the descriptor of whoever has gone is closed: moments later, on libzmq's thread.
    if (now - ended_at_ > sweep_period) some_ended_ = false;
    swept_ = now;
    peers_.sweep([this](Peers::Connection peer) { changed_ |= subscriptions_.end(peer); },
                 [this](Peers::Connection peer) { subscriptions_.forget(peer); });
}

void LibzmqPublisher::take(zmq_msg_t& message, Clock::time_point now) {
    const std::span bytes(static_cast<const std::byte*>(zmq_msg_data(&message)), zmq_msg_size(&message));
    const Subscriptions::Connection sender = peers_.sender(message);
    const Subscriptions::Outcome outcome = subscriptions_.apply(sender, bytes, now);
    if (outcome != Subscriptions::Outcome::nothing) changed_ = true;
    if (outcome == Subscriptions::Outcome::too_much) peers_.cut(sender);
    if (sender) return;
    if (!bytes.empty() && bytes[0] == std::byte{0}) {
        some_ended_ = true;
        ended_at_ = now;
        swept_ = {};
    } else {
        peers_.take_unknown(bound(), now);
    }
}

}  // namespace sluice::zmq_sink_parts
