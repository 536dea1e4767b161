#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "core/base/unique_fd.hpp"

namespace sluice::test {

/// A tcp connection that sends whatever bytes it likes to a ZeroMQ port of this machine.
class RawPeer {
public:
    explicit RawPeer(const std::string& endpoint) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    [[nodiscard]] bool connected() const { return connected_; }
    /// False: the connection has ended.
    bool send(std::string_view bytes) { return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0; }
    /// As much as the other side takes at once; false: nothing now.
    [[nodiscard]] bool send_some(std::string_view bytes) {
        return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
    }
    /// The other side has ended the connection.
    [[nodiscard]] bool was_cut() {
        char bytes[4096];
        for (;;) {
            const auto got = ::recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
            if (got <= 0) return got == 0 || errno != EAGAIN;
        }
    }

    /// ZMTP 3.0 with the NULL mechanism (rfc.zeromq.org/spec/23), as a SUB socket.
    void greet() {
        std::string greeting("\xff\0\0\0\0\0\0\0\0\x7f\x03\0NULL", 16);
        greeting.resize(64, '\0');
        send(greeting);
        const std::string ready("\x05READY\x0bSocket-Type\0\0\0\x03SUB", 25);
        send(std::string("\x04", 1) + static_cast<char>(ready.size()) + ready);
        // Its greeting and READY: what comes before the handshake is over may be lost.
        char answer[64 + 28];
        (void)::recv(fd_.get(), answer, sizeof answer, MSG_WAITALL);
    }
    /// The same with ZMTP 2.0, in which libzmq does not tell peers apart.
    void greet_as_of_old() {
        send(std::string("\xff\0\0\0\0\0\0\0\1\x7f\1\2", 12));
        send(std::string("\0\0", 2));
        char answer[14];
        (void)::recv(fd_.get(), answer, sizeof answer, MSG_WAITALL);
    }
    /// A message of one short part.
    void message(std::string_view body) { send(std::string("\0", 1) + static_cast<char>(body.size()) + std::string(body)); }

private:
    UniqueFd fd_;
    bool connected_ = false;
};

}  // namespace sluice::test
