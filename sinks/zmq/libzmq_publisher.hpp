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
#include "curve_server.hpp"
#include "peers.hpp"
#include "publisher.hpp"
#include "subscriptions.hpp"
#include "transport.hpp"

namespace sluice::zmq_sink_parts {

/// A Publisher by libzmq: one bound XPUB socket, served by libzmq's own thread. A send reads too, now and then.
class LibzmqPublisher final : public Publisher {
public:
    /// Throws what the user should read.
    explicit LibzmqPublisher(PublisherSetup setup);
    ~LibzmqPublisher() override;

    bool send_parts(std::initializer_list<std::string_view> first, Bytes last) override;
    [[nodiscard]] bool has_room(std::string_view) override { return true; }
    /// With curve it also ends the connections of keys that were taken away.
    bool drain() override;
    bool take_changed() noexcept override { return std::exchange(changed_, false); }
    [[nodiscard]] const Subscriptions& subscriptions() const noexcept override { return subscriptions_; }
    [[nodiscard]] int fd() const noexcept override { return fd_; }
    /// A send may swallow the sign of a new subscriber, and makes another that tells nothing.
    [[nodiscard]] bool fd_is_true() const noexcept override { return false; }
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept override { return bindings_.bound(); }
    void linger(int milliseconds) noexcept override;
    [[nodiscard]] int answer_fd() const noexcept override { return curve_ ? curve_->fd() : -1; }
    void answer() override {
        if (curve_) curve_->serve();
    }
    [[nodiscard]] bool guarded() const noexcept override { return curve_ != nullptr; }
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> refused() const override;
    [[nodiscard]] std::uint64_t cut_off() const noexcept override { return peers_.cut_off(); }

    /// There is more to read: drain() at the next turn.
    [[nodiscard]] bool behind() const noexcept { return behind_; }

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
