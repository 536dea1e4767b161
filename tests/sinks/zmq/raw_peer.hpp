#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <functional>
#include <string>
#include <string_view>

#include <sluice/unique_fd.hpp>

#include "tests/support/wait_for.hpp"

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

    /// ZMTP 3.0 with the NULL mechanism (rfc.zeromq.org/spec/23), as a socket of that type. `meanwhile` lets a publisher of this thread answer.
    void greet(const std::function<void()>& meanwhile = [] {}, const std::string& type = "SUB") {
        std::string greeting("\xff\0\0\0\0\0\0\0\0\x7f\x03\0NULL", 16);
        greeting.resize(64, '\0');
        send(greeting);
        command(std::string("\x05READY\x0bSocket-Type\0\0\0", 21) + static_cast<char>(type.size()) + type);
        // Its greeting and READY: what comes before the handshake is over may be lost.
        const std::string head = receive(64 + 2, meanwhile);
        if (head.size() == 64 + 2) (void)receive(static_cast<unsigned char>(head.back()), meanwhile);
    }
    /// The same with ZMTP 2.0, in which libzmq does not tell peers apart.
    void greet_as_of_old(const std::function<void()>& meanwhile = [] {}) {
        send(std::string("\xff\0\0\0\0\0\0\0\1\x7f\1\2", 12));
        send(std::string("\0\0", 2));
        (void)receive(14, meanwhile);
    }
    /// A message of one short part.
    void message(std::string_view body) { send(std::string("\0", 1) + static_cast<char>(body.size()) + std::string(body)); }

    /// A short command: its name behind the length of that, and its data.
    void command(std::string_view body) { send(std::string("\x04", 1) + static_cast<char>(body.size()) + std::string(body)); }
    /// So many bytes; fewer, where they did not come in time.
    std::string receive(std::size_t size, const std::function<void()>& meanwhile) {
        std::string all(size, '\0');
        std::size_t got = 0;
        (void)wait_for([&] {
            meanwhile();
            const auto more = ::recv(fd_.get(), all.data() + got, size - got, MSG_DONTWAIT);
            got += more > 0 ? static_cast<std::size_t>(more) : 0;
            return got == size || more == 0;
        });
        all.resize(got);
        return all;
    }

private:
    UniqueFd fd_;
    bool connected_ = false;
};

}  // namespace sluice::test
