#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/bytes.hpp>

#include "subscriptions.hpp"
#include "transport.hpp"

namespace sluice::zmq_sink_parts {

/// One bound XPUB socket and who is subscribed on it. [one thread at a time]
class Publisher {
public:
    /// `topics`: how many frame topics share the socket. Throws what the user should read.
    Publisher(const std::vector<std::string>& endpoints, std::size_t topics);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Sends the three parts; never waits: a subscriber that is behind misses this one.
    void send(std::string_view topic, std::string_view header, Bytes payload);
    /// Reads what subscribers sent until nothing is left. True: subscriptions have changed.
    bool drain();

    [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
    /// Readable when drain() has something to do, but unreliable while the socket sends.
    [[nodiscard]] int fd() const noexcept { return fd_; }
    /// The endpoints as libzmq bound them, with real ports.
    [[nodiscard]] const std::vector<std::string>& bound() const noexcept { return bound_; }
    /// How long closing may take to deliver what is under way.
    void linger(int milliseconds) noexcept;

private:
    void bind(const std::string& endpoint);
    void set(int option, int value, const char* name);
    void send_part(std::string_view text, int flags);

    std::shared_ptr<Transport> transport_;
    HeldBytes& held_;
    void* socket_;
    int fd_ = -1;
    std::vector<std::string> bound_;
    Subscriptions subscriptions_;
};

}  // namespace sluice::zmq_sink_parts
