#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/bytes.hpp>

#include "bindings.hpp"
#include "curve_files.hpp"
#include "curve_server.hpp"
#include "freshness.hpp"
#include "peers.hpp"
#include "subscriptions.hpp"
#include "transport.hpp"

namespace sluice::zmq_sink_parts {

struct PublisherSetup {
    std::vector<std::string> endpoints;
    SocketLimits limits;
    std::optional<CurveFiles> curve;
    /// Every topic that will ever be asked about: subscriptions that cover none of them are counted, not kept.
    std::vector<std::string> topics;
    Say say = {};  ///< may be empty
    /// Whether a send that waits for room should give up; may be empty.
    std::function<bool()> stopping = {};
};

/// One bound XPUB socket and who is subscribed on it. [one thread at a time, but for answer_fd() and answer()]
class Publisher {
public:
    /// Throws what the user should read.
    explicit Publisher(PublisherSetup setup);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Sends the three parts. Waits as long as the limits say for room, by default not at all: a subscriber that is behind
    /// misses this one. False: with `nodrop` nobody got it, for somebody had no room in time.
    bool send(std::string_view topic, std::string_view header, Bytes payload);
    /// Sends any number of parts, the last one lent; for other framings.
    bool send_parts(std::initializer_list<std::string_view> first, Bytes last);
    /// Reads what subscribers sent; bounded, what is left is read by the next call. True: subscriptions have changed.
    /// A send reads too, now and then, and the next drain() tells.
    /// With curve it also ends the connections of keys that were taken away.
    bool drain();

    /// The same of what sends have read since; reads nothing itself.
    bool take_changed() noexcept { return std::exchange(changed_, false); }

    /// There is more to read: drain() at the next turn.
    [[nodiscard]] bool behind() const noexcept { return behind_; }

    [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
    /// Readable when drain() has something to do, but unreliable while the socket sends.
    [[nodiscard]] int fd() const noexcept { return fd_; }
    /// The endpoints as libzmq bound them, with real ports.
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept { return bindings_.bound(); }
    /// How long closing may take to deliver what is under way.
    void linger(int milliseconds) noexcept;

    /// For Answering; -1 without curve. [any thread]
    [[nodiscard]] int answer_fd() const noexcept { return curve_ ? curve_->fd() : -1; }
    /// For Answering: lets in, refuses, reads the clients' folder. [control]
    void answer() {
        if (curve_) curve_->serve();
    }
    /// Whether `refused` belongs into the stat message: with curve.
    [[nodiscard]] bool guarded() const noexcept { return curve_ != nullptr; }
    /// Connections refused so far, by reason. [any thread]
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> refused() const;
    /// Connections that were cut off because they asked for too much.
    [[nodiscard]] std::uint64_t cut_off() const noexcept { return peers_.cut_off(); }

private:
    void set(int option, int value, const char* name);
    void limit_peers();
    bool send_message(zmq_msg_t& part, int flags);
    [[nodiscard]] bool wait_for_room(Clock::time_point since) const;
    bool send_part(std::string_view text, int flags);
    bool send_lent(Bytes payload);
    void read_inbound(Clock::time_point now);
    void take(zmq_msg_t& message, Clock::time_point now);
    void end_revoked();
    void tell_unbound(Clock::time_point now);

    std::shared_ptr<Transport> transport_;
    HeldBytes& held_;
    void* socket_;
    std::chrono::milliseconds patience_;
    int fd_ = -1;
    Bindings bindings_;
    std::unique_ptr<CurveServer> curve_;
    Subscriptions subscriptions_;
    Peers peers_;
    Say say_;
    std::function<bool()> stopping_;
    bool changed_ = false;  ///< since the last drain()
    bool behind_ = false;
    bool found_some_ = false;  ///< at the last look
    bool some_ended_ = false;
    bool told_unbound_ = false;
    Clock::time_point read_at_{}, ended_at_{}, swept_{}, unbound_since_{};
};

}  // namespace sluice::zmq_sink_parts
