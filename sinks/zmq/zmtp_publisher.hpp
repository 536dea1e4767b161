#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <sluice/clock.hpp>
#include <sluice/unique_fd.hpp>

#include "publisher.hpp"
#include "wakeups.hpp"
#include "zmtp_connection.hpp"
#include "zmtp_listener.hpp"

namespace sluice::zmq_sink_parts {

/// A Publisher in ZeroMQ's own protocol, ZMTP 3.0 without keys, and without a thread: a send is one system call for each
/// subscriber. What a subscriber cannot take at once waits for drain(); of one that is behind the oldest waiting message of
/// the topic is dropped. tcp and ipc.
class ZmtpPublisher final : public Publisher {
public:
    /// Throws what the user should read.
    explicit ZmtpPublisher(PublisherSetup setup);
    ~ZmtpPublisher() override;

    bool send_parts(std::initializer_list<std::string_view> first, Bytes last) override;
    [[nodiscard]] bool has_room(std::string_view topic) override;
    bool drain() override;
    bool take_changed() noexcept override;
    [[nodiscard]] const Subscriptions& subscriptions() const noexcept override { return subscriptions_; }
    [[nodiscard]] int fd() const noexcept override { return wakeups_.fd(); }
    [[nodiscard]] bool fd_is_true() const noexcept override { return true; }
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept override { return bound_; }
    void linger(int milliseconds) noexcept override { linger_ = std::chrono::milliseconds(milliseconds); }
    [[nodiscard]] std::optional<std::uint64_t> missed() const noexcept override { return missed_; }
    [[nodiscard]] std::uint64_t cut_off() const noexcept override { return cut_off_; }

private:
    using Route = std::vector<ZmtpConnection*>;

    Route& route(std::string_view topic);
    void serve(std::chrono::milliseconds wait);
    void serve(int fd, std::uint32_t events);
    void accept_some(const ZmtpListener& listener);
    void add(UniqueFd fd);
    [[nodiscard]] bool read(ZmtpConnection& connection);
    void watch_for_room(ZmtpConnection& connection);
    void end(int fd);
    void end_those(const std::vector<int>& fds);
    void sweep(Clock::time_point now);
    void rest();
    void tell(const std::string& line);

    SocketLimits limits_;
    std::chrono::milliseconds linger_{0};
    std::function<void(Level, const std::string&)> say_;
    Subscriptions subscriptions_;
    Wakeups wakeups_;
    std::vector<std::unique_ptr<ZmtpListener>> listeners_;
    std::vector<std::string> bound_;
    std::size_t most_connections_;
    std::unordered_map<int, std::unique_ptr<ZmtpConnection>> connections_;  // by descriptor
    std::map<std::string, Route, std::less<>> routes_;                      // of topics sent since subscriptions last changed
    std::size_t waiting_ = 0;  // connections that are watched for room
    ZmtpOutgoing outgoing_;
    std::vector<int> ended_;  // while a message is sent
    bool changed_ = false;    // since the last drain()
    bool resting_ = false;    // the listeners are not watched
    std::uint64_t missed_ = 0, cut_off_ = 0;
    Clock::time_point swept_{}, told_{};
};

}  // namespace sluice::zmq_sink_parts
