// Many plain subscribers in one process, each a socket and a connection of its own: says what arrived at each, and
// what was lost on the way.
#include <zmq.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/support/floor/arguments.hpp"
#include "tests/support/floor/clock.hpp"
#include "tests/support/floor/usage.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

constexpr const char* usage =
    "crowd ENDPOINT TOPIC [--subscribers 10]\n"
    "Reads until SIGTERM. A message has three parts: topic, JSON header, payload.";

// Enough of JSON for the whole numbers of a header; -1 where there is none.
std::int64_t field(const char* header, std::size_t size, const char* name)
{
    const std::string text(header, size);
    const std::string key = std::string("\"") + name + "\":";
    const auto at = text.find(key);
    return at == std::string::npos ? -1 : std::strtoll(text.c_str() + at + key.size(), nullptr, 10);
}

class Subscriber {
public:
    Subscriber(void* context, const std::string& endpoint, const std::string& topic)
        : socket_(zmq_socket(context, ZMQ_SUB))
    {
        const int most_waiting = 1000;  // what is lost is lost by the publisher
        zmq_setsockopt(socket_, ZMQ_RCVHWM, &most_waiting, sizeof most_waiting);
        zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, topic.data(), topic.size());
        if (zmq_connect(socket_, endpoint.c_str()) != 0) {
            std::fprintf(stderr, "crowd: %s: %s\n", endpoint.c_str(), zmq_strerror(zmq_errno()));
            std::exit(1);
        }
    }

    void* socket() const { return socket_; }
    void close() { zmq_close(socket_); }

    // Takes all that is there.
    void read()
    {
        for (int part = 0;;) {
            zmq_msg_t message;
            zmq_msg_init(&message);
            if (zmq_msg_recv(&message, socket_, ZMQ_DONTWAIT) < 0)
                return;
            if (part == 1)
                count(static_cast<const char*>(zmq_msg_data(&message)), zmq_msg_size(&message));
            part = zmq_msg_more(&message) ? part + 1 : 0;
            zmq_msg_close(&message);
        }
    }

    long frames = 0;
    long lost = 0;

private:
    void count(const char* header, std::size_t size)
    {
        const std::int64_t epoch = field(header, size, "epoch");
        const std::int64_t sequence = field(header, size, "seq");
        if (epoch == epoch_)
            lost += static_cast<long>(sequence - sequence_ - 1);
        epoch_ = epoch;
        sequence_ = sequence;
        ++frames;
    }

    void* socket_;
    std::int64_t epoch_ = -1;
    std::int64_t sequence_ = 0;
};

void print(const std::vector<Subscriber>& crowd, const Usage& used)
{
    long lost = 0;
    long losers = 0;
    for (const Subscriber& subscriber : crowd) {
        lost += subscriber.lost;
        losers += subscriber.lost > 0 ? 1 : 0;
    }
    const auto [fewest, most] = std::ranges::minmax(crowd, {}, &Subscriber::frames);
    std::printf("{\"subscribers\":%zu,\"fewest\":%ld,\"most\":%ld,\"lost\":%ld,\"losers\":%ld,", crowd.size(),
                fewest.frames, most.frames, lost, losers);
    used.print_json();
    std::printf("}\n");
}

}  // namespace

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, usage);
    std::signal(SIGINT, [](int) { stopped = 1; });
    std::signal(SIGTERM, [](int) { stopped = 1; });
    void* const context = zmq_ctx_new();
    std::vector<Subscriber> crowd;
    std::vector<zmq_pollitem_t> waiting;
    for (int i = 0; i < static_cast<int>(arguments.number("--subscribers", 10)); ++i) {
        crowd.emplace_back(context, arguments.word(0), arguments.word(1));
        waiting.push_back({crowd.back().socket(), 0, ZMQ_POLLIN, 0});
    }
    Usage used;
    used.start();
    while (!stopped) {
        if (zmq_poll(waiting.data(), static_cast<int>(waiting.size()), 100) <= 0)
            continue;
        for (std::size_t i = 0; i < crowd.size(); ++i)
            if (waiting[i].revents != 0)
                crowd[i].read();
    }
    used.stop();
    print(crowd, used);
    for (Subscriber& subscriber : crowd)
        subscriber.close();
    zmq_ctx_term(context);
    return 0;
}
