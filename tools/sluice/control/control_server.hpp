#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/clock.hpp>
#include <sluice/unique_fd.hpp>

#include "graph/source_pump.hpp"
#include "tools/sluice/control/control_message.hpp"

namespace sluice::tool {

/// Answers `sluice control` on a socket of this machine, with the caller's thread alone: watch fd(), and call serve()
/// when it is readable. Requests go to the sources' lanes, whose answers may come at any time, also after the end of
/// this. All calls from one thread. [start]
class ControlServer {
public:
    struct Setup {
        std::string endpoint;  ///< ipc:///PATH
        /// Hands a request to that node; false: it takes none. As Runtime::control().
        std::function<bool(std::string_view node, ControlRequest request)> hand;
        std::function<std::vector<std::string>()> nodes;  ///< those that take requests
        std::chrono::milliseconds patience{2000};         ///< with a node that does not answer
    };

    /// Throws Error where the socket cannot be made.
    explicit ControlServer(Setup setup);
    /// Whoever still waits is told so; the socket's file is removed.
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    /// Readable when there is something to do.
    [[nodiscard]] int fd() const noexcept { return watch_.get(); }
    /// Does what there is to do; never waits.
    void serve();

private:
    struct Mailbox;
    struct Sockets;
    struct Pending;

    void receive();
    void accept(std::vector<std::string> envelope, const std::string& text);
    void take_answers();
    void give_up_on_late_ones();
    void hand_next(std::uint64_t ticket);
    void set_timer();
    void finish(std::uint64_t ticket, const std::string& error);
    void send(const std::vector<std::string>& envelope, const std::string& text);
    [[nodiscard]] std::string no_such_node(const std::string& node) const;

    Setup setup_;
    UniqueFd watch_;
    UniqueFd timer_;
    std::shared_ptr<Mailbox> mailbox_;
    std::unique_ptr<Sockets> sockets_;
    std::map<std::uint64_t, Pending> pending_;
    std::map<std::uint64_t, std::string> with_nodes_;  ///< tickets that a lane still holds, given up or not; of which node
    std::uint64_t last_ticket_ = 0;
};

}  // namespace sluice::tool
