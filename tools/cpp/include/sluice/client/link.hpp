#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include <zmq.hpp>

#include <sluice/client/error.hpp>
#include <sluice/client/key_file.hpp>
#include <sluice/client/options.hpp>

namespace sluice::client {

/// A socket at one endpoint, and what is known of its connection. Used by one thread.
class Link {
public:
    using Clock = std::chrono::steady_clock;

    Link(zmq::socket_type type, std::string endpoint, const Options& options)
        : endpoint_(std::move(endpoint)), socket_(context_, type), monitor_(context_, zmq::socket_type::pair), keyed_(!options.key.empty()) {
        socket_.set(zmq::sockopt::linger, 0);
        monitor_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::maxmsgsize, options.most_bytes);
        socket_.set(zmq::sockopt::reconnect_ivl, 100);
        socket_.set(zmq::sockopt::reconnect_ivl_max, 1000);
        // A machine that vanished is noticed, though nothing is ever sent to it.
        socket_.set(zmq::sockopt::tcp_keepalive, 1);
        socket_.set(zmq::sockopt::tcp_keepalive_idle, 5);
        socket_.set(zmq::sockopt::tcp_keepalive_intvl, 5);
        socket_.set(zmq::sockopt::tcp_keepalive_cnt, 3);
        // With it libzmq tries ::1 alone for "localhost", where few publishers bind.
        socket_.set(zmq::sockopt::ipv6, endpoint_.find('[') != std::string::npos);
        use_keys(options);
        if (zmq_socket_monitor(socket_.handle(), "inproc://link", ZMQ_EVENT_ALL) != 0) throw zmq::error_t();
        monitor_.connect("inproc://link");
    }
    ~Link() { zmq_socket_monitor(socket_.handle(), nullptr, 0); }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    [[nodiscard]] zmq::socket_t& socket() noexcept { return socket_; }

    /// After the socket's own options are set. Goes on trying for as long as the link lives.
    void connect() {
        const auto rest = endpoint_.find("://");
        const bool known = endpoint_.compare(0, 6, "tcp://") == 0 || endpoint_.compare(0, 6, "ipc://") == 0;
        if (!known || endpoint_[rest + 3] == '*')
            throw Error(endpoint_ + ": no address to connect to", "write tcp://HOST:PORT or ipc:///PATH");
        try {
            socket_.connect(endpoint_);
        } catch (const zmq::error_t& error) {
            throw Error(endpoint_ + ": " + error.what(), "write tcp://HOST:PORT or ipc:///PATH");
        }
    }

    /// Waits until something may have come, at most so long; may return before.
    void wait(std::chrono::milliseconds most) {
        if (trouble_ != Trouble::none && !linked_) most = std::min(most, std::chrono::milliseconds(250));
        zmq_pollitem_t items[] = {{socket_.handle(), 0, ZMQ_POLLIN, 0}, {monitor_.handle(), 0, ZMQ_POLLIN, 0}};
        if (zmq_poll(items, 2, static_cast<long>(most.count())) < 0 && zmq_errno() != EINTR) throw zmq::error_t();
        watch();
    }

    /// Takes what happened to the connection.
    void watch() {
        zmq::message_t event, address;
        while (monitor_.recv(event, zmq::recv_flags::dontwait)) {
            if (event.more()) static_cast<void>(monitor_.recv(address, zmq::recv_flags::dontwait));
            std::uint16_t what = 0;
            if (event.size() < sizeof what) continue;
            std::memcpy(&what, event.data(), sizeof what);
            take(what);
        }
        // libzmq gives up where it is refused; whoever runs the publisher may yet let us in.
        if (trouble_ == Trouble::none || trouble_ == Trouble::unknown_host || linked_ || Clock::now() < again_) return;
        again_ = Clock::now() + std::chrono::seconds(1);
        zmq_disconnect(socket_.handle(), endpoint_.c_str());
        zmq_connect(socket_.handle(), endpoint_.c_str());
    }

    [[nodiscard]] bool linked() const noexcept { return linked_; }
    /// How often a link was made so far.
    [[nodiscard]] unsigned links() const noexcept { return links_; }
    /// When the newest link was made.
    [[nodiscard]] Clock::time_point since() const noexcept { return since_; }

    /// Why nothing can come, for people; empty while it can.
    [[nodiscard]] std::string trouble() const {
        if (linked_) return {};
        switch (trouble_) {
            case Trouble::refused: return endpoint_ + ": refuses our key; put the public one of the pair into the publisher's folder of clients";
            case Trouble::stranger:
                // With keys the other side does not say that it is a socket of another kind.
                return endpoint_ + (keyed_ ? ": no common key; server_key must be the public key of this publisher, its sink needs curve, "
                                             "and a zmq sink wants a Subscriber, a zmq_latest sink a Latest"
                                           : ": does not let us in; if its sink has curve, set key and server_key");
            case Trouble::another_kind: return endpoint_ + ": hangs up; a zmq sink wants a Subscriber, a zmq_latest sink a Latest";
            case Trouble::unknown_host: return endpoint_ + ": no host of that name is found; check the name, or write its IP address";
            case Trouble::none: break;
        }
        if (connected_) return endpoint_ + ": connected, no answer yet; is it a publisher?";
        return endpoint_ + ": nobody answers; is the publisher running, and is this what its bind says?";
    }

private:
    enum class Trouble { none, refused, stranger, another_kind, unknown_host };

    void use_keys(const Options& options) {
        if (options.key.empty() != options.server_key.empty())
            throw Error(endpoint_ + ": key and server_key belong together", "set both, or none");
        if (!keyed_) return;
        const KeyPair own = read_key_file(options.key, true), server = read_key_file(options.server_key, false);
        if (zmq_has("curve") == 0) throw Error(endpoint_ + ": this libzmq has no CURVE", "install one that was built with libsodium");
        socket_.set(zmq::sockopt::curve_publickey, own.public_key);
        socket_.set(zmq::sockopt::curve_secretkey, own.secret_key);
        socket_.set(zmq::sockopt::curve_serverkey, server.public_key);
    }

    void take(int event) {
        if (event == ZMQ_EVENT_CONNECT_DELAYED || event == ZMQ_EVENT_CONNECTED || event == ZMQ_EVENT_CLOSED || event == ZMQ_EVENT_DISCONNECTED) reached_ = true;
        switch (event) {
            case ZMQ_EVENT_CONNECTED:
                connected_ = true;
                if (trouble_ == Trouble::unknown_host) trouble_ = Trouble::none;
                break;
            case ZMQ_EVENT_CONNECT_RETRIED:
                // Another try, and the one before came as far as no socket: its name led nowhere.
                if (!std::exchange(reached_, false) && !linked_) trouble_ = Trouble::unknown_host;
                else if (trouble_ == Trouble::unknown_host) trouble_ = Trouble::none;
                break;
            case ZMQ_EVENT_CLOSED:
                // Nobody is there any more who could refuse.
                if (!linked_) trouble_ = Trouble::none;
                break;
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
                linked_ = true;
                trouble_ = Trouble::none;
                ++links_;
                since_ = Clock::now();
                break;
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: fail(Trouble::refused); break;
            case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: fail(Trouble::stranger); break;
            case ZMQ_EVENT_DISCONNECTED:
                // No word of a handshake that failed: it was ended for what we are, not for who.
                if (connected_ && !linked_) fail(Trouble::another_kind);
                connected_ = linked_ = false;
                break;
            default: break;
        }
    }

    void fail(Trouble trouble) {
        trouble_ = trouble;
        connected_ = linked_ = false;
        again_ = Clock::now() + std::chrono::seconds(1);
    }

    std::string endpoint_;
    zmq::context_t context_{1};
    zmq::socket_t socket_, monitor_;
    bool keyed_ = false;
    bool connected_ = false, linked_ = false;
    bool reached_ = false;  // the try that is under way has a socket
    Trouble trouble_ = Trouble::none;
    unsigned links_ = 0;
    Clock::time_point again_{}, since_{};
};

}  // namespace sluice::client
