#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include <sluice/unique_fd.hpp>

namespace sluice::test {

/// A client of 127.0.0.1 that says what it is told to and nothing more.
class WebClient {
public:
    explicit WebClient(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<in_port_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{20, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        connected_ = ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    [[nodiscard]] bool connected() const noexcept { return connected_; }
    void say(const std::string& text) const { static_cast<void>(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL)); }
    void get(const std::string& path, const std::string& lines = {}) const {
        say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
    }
    /// Everything until the other end closes.
    [[nodiscard]] std::string rest() {
        while (more()) {}
        return std::exchange(heard_, {});
    }
    /// Up to and with this text; less where the other end closes before.
    [[nodiscard]] std::string until(const std::string& text) {
        for (;;) {
            const auto at = heard_.find(text);
            if (at != std::string::npos) return cut(at + text.size());
            if (!more()) return std::exchange(heard_, {});
        }
    }
    [[nodiscard]] std::string exactly(std::size_t size) {
        while (heard_.size() < size && more()) {}
        return cut(std::min(size, heard_.size()));
    }

private:
    bool more() {
        std::array<char, 65536> bytes;
        const ssize_t count = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
        if (count > 0) heard_.append(bytes.data(), static_cast<std::size_t>(count));
        return count > 0;
    }
    std::string cut(std::size_t size) {
        std::string text = heard_.substr(0, size);
        heard_.erase(0, size);
        return text;
    }

    UniqueFd fd_;
    std::string heard_;
    bool connected_ = false;
};

}  // namespace sluice::test
