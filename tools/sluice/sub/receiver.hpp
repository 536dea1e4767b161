#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <sluice/clock.hpp>

#include "tools/sluice/sub/link_watch.hpp"
#include "tools/sluice/sub/message.hpp"

namespace sluice::tool {

/// A SUB socket at one endpoint and what is known of its link. Used by one thread.
class Receiver {
public:
    /// Begins to connect, and goes on trying for as long as it lives; throws what the user should read
    /// where the endpoint itself is wrong.
    explicit Receiver(const std::string& endpoint, const std::string& key_file = {}, const std::string& server_key_file = {});
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    void subscribe(const std::string& topic);

    /// Waits until a message may be there, `stop_fd` is readable (false), nobody reads `output_fd` any more, or `until` has
    /// come.
    bool wait(int stop_fd, int output_fd, Clock::time_point until);
    /// Nobody reads what `output_fd` is the end of, a pipe.
    [[nodiscard]] bool output_closed() const noexcept;
    /// The next message that waits, or nothing.
    std::optional<Message> receive();

    [[nodiscard]] const LinkWatch& link() const noexcept;
    /// Messages with fewer than three parts, or with a topic or header beyond any use.
    [[nodiscard]] std::uint64_t ignored() const noexcept;

private:
    struct Sockets;
    std::unique_ptr<Sockets> sockets_;
};

/// The publisher runs on this host, as far as its address tells.
[[nodiscard]] bool is_local_endpoint(const std::string& endpoint);

}  // namespace sluice::tool
