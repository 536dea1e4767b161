// Camera to TCP by hand: a frame's bytes to each client, blocking, nothing else. What a passthrough costs below ZeroMQ.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <csignal>

#include "tests/support/floor/arguments.hpp"
#include "tests/support/floor/mapped_camera.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

int listen_on(int port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, 16) != 0)
        throw std::runtime_error("port " + std::to_string(port) + ": " + std::strerror(errno));
    return fd;
}

bool send_all(int fd, const char* bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

void run(const Arguments& arguments)
{
    const MappedCamera camera(arguments.word(0), 5);
    const int listener = listen_on(std::atoi(arguments.word(1).c_str()));
    std::vector<int> clients;
    for (long count = 0; !stopped; ++count) {
        v4l2_buffer buffer;
        if (!camera.wait(100) || !camera.dequeue(buffer))
            continue;
        const auto* const bytes = static_cast<const char*>(camera.bytes(buffer.index));
        std::erase_if(clients, [&](int client) { return !send_all(client, bytes, buffer.bytesused) && close(client) == 0; });
        camera.queue(buffer.index);
        // Looked for now and then, so that it costs a frame nothing.
        if (const int client = clients.empty() || count % 16 == 0 ? accept4(listener, nullptr, nullptr, SOCK_CLOEXEC) : -1; client >= 0)
            clients.push_back(client);
    }
}

}  // namespace

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, "tcp_loop DEVICE PORT");
    std::signal(SIGTERM, [](int) { stopped = 1; });
    try {
        run(arguments);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "tcp_loop: %s\n", failure.what());
        return 1;
    }
    return 0;
}
