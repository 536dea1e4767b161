// Reads what any of the compared programs sends, and says what arrived and how late.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "frame_tally.hpp"
#include "stream_reader.hpp"
#include "tests/support/floor/arguments.hpp"
#include "tests/support/floor/clock.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;
volatile std::sig_atomic_t began_anew = 0;

constexpr const char* usage =
    "frame_reader KIND ADDRESS [--topic TOPIC]\n"
    "KIND is sub (ADDRESS an endpoint to connect a SUB socket to), rep (an endpoint to bind a REP socket to), tcp (a\n"
    "port of this machine, where JPEGs come one behind the other) or http (the same, with GET /stream).\n"
    "Reads until SIGTERM; SIGUSR1 lets it count anew.";

// SIGUSR1 ends what the warm-up was.
void start_anew(FrameTally& tally)
{
    if (!began_anew)
        return;
    began_anew = 0;
    tally = FrameTally();
}

class Socket {
public:
    Socket(bool answers, const std::string& endpoint, const std::string& topic)
        : answers_(answers), socket_(zmq_socket(context_, answers ? ZMQ_REP : ZMQ_SUB))
    {
        const int most_waiting = 100, glance_ms = 100;
        zmq_setsockopt(socket_, ZMQ_RCVHWM, &most_waiting, sizeof most_waiting);
        zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &glance_ms, sizeof glance_ms);
        if (!answers)
            zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, topic.data(), topic.size());
        if ((answers ? zmq_bind(socket_, endpoint.c_str()) : zmq_connect(socket_, endpoint.c_str())) != 0)
            throw std::runtime_error(endpoint + ": " + zmq_strerror(zmq_errno()));
    }
    ~Socket()
    {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    Socket(const Socket&) = delete;

    // Of a message of any number of parts the last is the picture; a JSON part before it may tell `ts_us`.
    void read(FrameTally& tally)
    {
        std::int64_t told_us = 0;
        for (bool more = true; more;) {
            zmq_msg_t part;
            zmq_msg_init(&part);
            if (zmq_msg_recv(&part, socket_, 0) < 0)
                return;
            more = zmq_msg_more(&part) != 0;
            const std::string_view bytes(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
            if (more)
                told_us = std::max(told_us, time_in(bytes));
            else if (FrameTally::is_stamped(bytes) || told_us == 0)
                tally.add(bytes, now_us(CLOCK_MONOTONIC));
            else
                tally.add_told(told_us, bytes.size(), now_us(CLOCK_MONOTONIC));
            zmq_msg_close(&part);
        }
        if (answers_)
            zmq_send(socket_, "OK", 2, 0);
    }

private:
    static std::int64_t time_in(std::string_view part)
    {
        constexpr std::string_view key = "\"ts_us\":";
        const auto at = part.find(key);
        return at == part.npos ? 0 : std::strtoll(std::string(part.substr(at + key.size(), 24)).c_str(), nullptr, 10);
    }

    const bool answers_;
    void* context_ = zmq_ctx_new();
    void* socket_;
};

int connect_to(int port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    constexpr int tries = 500;  // who is started at the same time listens soon
    for (int i = 0; i < tries && !stopped; ++i) {
        if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            return fd;
        usleep(10'000);
    }
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
}

void read_stream(int port, bool http, FrameTally& tally)
{
    const int fd = connect_to(port);
    constexpr std::string_view request = "GET /stream HTTP/1.0\r\n\r\n";
    if (http && write(fd, request.data(), request.size()) < 0)
        throw std::runtime_error("the request was not taken");
    StreamReader pictures;
    constexpr std::size_t at_once = 1 << 18;
    while (!stopped) {
        pollfd waiting{fd, POLLIN, 0};
        if (poll(&waiting, 1, 100) <= 0) {
            start_anew(tally);
            continue;
        }
        const ssize_t size = read(fd, pictures.room(at_once), at_once);
        if (size <= 0)
            break;
        pictures.arrived(static_cast<std::size_t>(size), [&](std::string_view jpeg) {
            start_anew(tally);
            tally.add(jpeg, now_us(CLOCK_MONOTONIC));
        });
    }
    close(fd);
}

void run(const Arguments& arguments)
{
    const std::string kind = arguments.word(0);
    FrameTally tally;
    if (kind == "tcp" || kind == "http") {
        read_stream(std::atoi(arguments.word(1).c_str()), kind == "http", tally);
    } else {
        Socket socket(kind == "rep", arguments.word(1), arguments.text("--topic", ""));
        while (!stopped) {
            start_anew(tally);
            socket.read(tally);
        }
    }
    tally.print();
}

}  // namespace

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, usage);
    std::signal(SIGINT, [](int) { stopped = 1; });
    std::signal(SIGTERM, [](int) { stopped = 1; });
    std::signal(SIGUSR1, [](int) { began_anew = 1; });
    try {
        run(arguments);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "frame_reader: %s\n", failure.what());
        return 1;
    }
    return 0;
}
