#pragma once

#include <zmq.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace sluice::test {

/// The other side, made by hand: an XPUB socket that sends whatever the test says, in a context of its own.
class FakeUpstream {
public:
    struct Curve {
        std::string secret_key;  ///< Z85
    };
    explicit FakeUpstream(const std::string& endpoint = "tcp://127.0.0.1:*", const Curve& curve = {})
        : context_(zmq_ctx_new()), zap_(zmq_socket(context_, ZMQ_REP)), socket_(zmq_socket(context_, ZMQ_XPUB)) {
        set(ZMQ_LINGER, 0);
        set(ZMQ_SNDHWM, 1000);
        if (!curve.secret_key.empty()) {
            // Who may come in is asked there (rfc.zeromq.org/spec/27).
            zmq_bind(zap_, "inproc://zeromq.zap.01");
            set(ZMQ_CURVE_SERVER, 1);
            zmq_setsockopt(socket_, ZMQ_CURVE_SECRETKEY, curve.secret_key.c_str(), curve.secret_key.size() + 1);
        }
        set(ZMQ_XPUB_VERBOSER, 1);
        if (zmq_bind(socket_, endpoint.c_str()) != 0) throw std::runtime_error(endpoint + ": " + zmq_strerror(zmq_errno()));
        std::array<char, 256> last{};
        std::size_t size = last.size();
        zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, last.data(), &size);
        address_ = last.data();
    }
    ~FakeUpstream() {
        zmq_close(socket_);
        zmq_close(zap_);
        zmq_ctx_term(context_);
    }
    FakeUpstream(const FakeUpstream&) = delete;
    FakeUpstream& operator=(const FakeUpstream&) = delete;

    [[nodiscard]] const std::string& address() const { return address_; }

    void send(const std::vector<std::string>& parts) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            zmq_send(socket_, parts[i].data(), parts[i].size(), ZMQ_DONTWAIT | (i + 1 < parts.size() ? ZMQ_SNDMORE : 0));
    }
    void send(const std::string& topic, const nlohmann::json& header, const std::string& payload = "") { send({topic, header.dump(), payload}); }

    /// Lets those in who wait and have one of these public keys, and refuses the others.
    void answer_keys(const std::vector<std::string>& allowed) {
        for (;;) {
            std::vector<std::string> request;
            std::array<char, 256> part{};
            int more = 1;
            for (std::size_t size = sizeof more; more != 0; zmq_getsockopt(zap_, ZMQ_RCVMORE, &more, &size)) {
                const int length = zmq_recv(zap_, part.data(), part.size(), ZMQ_DONTWAIT);
                if (length < 0) return;
                request.emplace_back(part.data(), static_cast<std::size_t>(length));
            }
            std::array<char, 41> key{};
            if (request.size() > 6 && request[6].size() == 32) zmq_z85_encode(key.data(), reinterpret_cast<const std::uint8_t*>(request[6].data()), 32);
            const bool fine = std::find(allowed.begin(), allowed.end(), key.data()) != allowed.end();
            const std::vector<std::string> reply = {"1.0", request[1], fine ? "200" : "400", fine ? "" : "key not allowed", "", ""};
            for (std::size_t i = 0; i < reply.size(); ++i)
                zmq_send(zap_, reply[i].data(), reply[i].size(), i + 1 < reply.size() ? ZMQ_SNDMORE : 0);
        }
    }

    /// How many subscriptions of exactly this topic there are now.
    [[nodiscard]] int subscriptions(const std::string& topic) {
        std::array<char, 512> message{};
        for (;;) {
            const int size = zmq_recv(socket_, message.data(), message.size(), ZMQ_DONTWAIT);
            if (size < 0) return counts_[topic];
            counts_[std::string(message.data() + 1, static_cast<std::size_t>(size) - 1)] += message[0] == 1 ? 1 : -1;
        }
    }

private:
    void set(int option, int value) { zmq_setsockopt(socket_, option, &value, sizeof value); }

    void* context_;
    void* zap_;
    void* socket_;
    std::string address_;
    std::map<std::string, int> counts_;
};

/// A header as a zmq sink writes it.
inline nlohmann::json frame_header(std::uint64_t seq, std::uint64_t epoch, const std::string& payload) {
    return {{"v", 1},        {"src", "cam"}, {"seq", seq}, {"epoch", epoch}, {"ts_us", 5'000'000 + seq * 33'333}, {"wall_us", 1'760'000'000'000'000 + seq * 33'333},
            {"codec", "jpeg"}, {"w", 64},      {"h", 48},    {"size", payload.size()}, {"cam_seq", 100 + seq},          {"orig", true}};
}

inline nlohmann::json stat_topic(const std::string& topic, std::uint64_t epoch, const std::string& state = "online", const std::string& why = "") {
    return {{"topic", topic}, {"src", "cam"}, {"codec", "jpeg"}, {"w", 64}, {"h", 48}, {"epoch", epoch}, {"fps", 30}, {"fps_agreed", 30}, {"stamp", "exposure_start"},
            {"bytes_per_s", 0}, {"state", state}, {"since_us", 0}, {"why", why}, {"drops", nlohmann::json::object()}, {"subscribers", 0}};
}

inline nlohmann::json stat_header(const std::string& boot, const std::vector<nlohmann::json>& topics) {
    return {{"v", 1}, {"version", "0.1.0"}, {"host", "pi"}, {"boot", boot}, {"clock", "synchronized"}, {"ts_us", 1}, {"wall_us", 1}, {"topics", topics}};
}

}  // namespace sluice::test
