// A plain subscriber: reads the floor loop and sluice alike, and says what arrived, what was lost, how late.
#include <zmq.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "arguments.hpp"
#include "clock.hpp"
#include "usage.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

constexpr const char* usage =
    "floor_reader ENDPOINT TOPIC [--frames N] [--for SECONDS] [--stall SECONDS] [--dump FOLDER]\n"
    "Reads messages of three parts: topic, JSON header, payload. After the first one it stops reading for\n"
    "--stall seconds. --dump writes the payloads to FOLDER/000000.jpg and so on.";

struct Part {
    Part() { zmq_msg_init(&message); }
    ~Part() { zmq_msg_close(&message); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    const char* data() { return static_cast<const char*>(zmq_msg_data(&message)); }
    std::size_t size() { return zmq_msg_size(&message); }

    zmq_msg_t message;
};

// Enough of JSON for the whole numbers of a header.
std::int64_t field(const std::string& header, const char* name)
{
    const std::string key = std::string("\"") + name + "\":";
    const auto at = header.find(key);
    return at == std::string::npos ? -1 : std::strtoll(header.c_str() + at + key.size(), nullptr, 10);
}

class Tally {
public:
    void add(const std::string& header, std::size_t payload_bytes, std::int64_t arrived_us)
    {
        if (frames_ == 0) {
            first_us_ = arrived_us;
            used_.start();
        }
        last_us_ = arrived_us;
        ++frames_;
        bytes_ += payload_bytes;
        latencies_.push_back(arrived_us - field(header, "ts_us"));
        count_lost(field(header, "epoch"), field(header, "seq"));
    }

    long frames() const { return frames_; }

    void print()
    {
        used_.stop();
        std::ranges::sort(latencies_);
        std::printf("{\"frames\":%ld,\"bytes\":%zu,\"lost\":%ld,\"epochs\":%ld,\"wall_us\":%ld,"
                    "\"latency_p50_us\":%ld,\"latency_p99_us\":%ld,",
                    frames_, bytes_, lost_, epochs_, last_us_ - first_us_, percentile(50), percentile(99));
        used_.print_json();
        std::printf("}\n");
    }

private:
    void count_lost(std::int64_t epoch, std::int64_t sequence)
    {
        if (epoch != epoch_)
            ++epochs_;
        else
            lost_ += sequence - sequence_ - 1;
        epoch_ = epoch;
        sequence_ = sequence;
    }

    std::int64_t percentile(std::size_t percent) const
    {
        return latencies_.empty() ? 0 : latencies_[(latencies_.size() - 1) * percent / 100];
    }

    long frames_ = 0;
    std::size_t bytes_ = 0;
    long lost_ = 0;
    long epochs_ = 0;
    std::int64_t first_us_ = 0;
    std::int64_t last_us_ = 0;
    std::int64_t epoch_ = -1;
    std::int64_t sequence_ = 0;
    std::vector<std::int64_t> latencies_;
    Usage used_;
};

void dump(const std::string& folder, long number, Part& payload)
{
    char name[32];
    std::snprintf(name, sizeof name, "/%06ld.jpg", number);
    std::ofstream(folder + name, std::ios::binary).write(payload.data(), static_cast<std::streamsize>(payload.size()));
}

void* connect(void* context, const std::string& endpoint, const std::string& topic)
{
    void* const socket = zmq_socket(context, ZMQ_SUB);
    const int most_waiting = 100;
    const int glance_ms = 100;  // so that a signal or the end of the time is noticed in silence too
    zmq_setsockopt(socket, ZMQ_RCVHWM, &most_waiting, sizeof most_waiting);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &glance_ms, sizeof glance_ms);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic.data(), topic.size());
    if (zmq_connect(socket, endpoint.c_str()) != 0)
        throw std::runtime_error(endpoint + ": " + zmq_strerror(zmq_errno()));
    return socket;
}

void run(const Arguments& arguments)
{
    const double frames = arguments.number("--frames", std::numeric_limits<double>::infinity());
    const double until = static_cast<double>(now_us(CLOCK_MONOTONIC)) + 1e6 * arguments.number("--for", 1e9);
    const auto stall_us = static_cast<std::int64_t>(1e6 * arguments.number("--stall", 0));
    const std::string folder = arguments.text("--dump", "");

    void* const context = zmq_ctx_new();
    void* const socket = connect(context, arguments.word(0), arguments.word(1));
    Tally tally;
    while (!stopped && static_cast<double>(tally.frames()) < frames &&
           static_cast<double>(now_us(CLOCK_MONOTONIC)) < until) {
        Part topic, header, payload;
        if (zmq_msg_recv(&topic.message, socket, 0) < 0 || zmq_msg_recv(&header.message, socket, 0) < 0 ||
            zmq_msg_recv(&payload.message, socket, 0) < 0)
            continue;
        tally.add({header.data(), header.size()}, payload.size(), now_us(CLOCK_MONOTONIC));
        if (!folder.empty())
            dump(folder, tally.frames() - 1, payload);
        const std::int64_t awake = tally.frames() == 1 ? now_us(CLOCK_MONOTONIC) + stall_us : 0;
        while (!stopped && now_us(CLOCK_MONOTONIC) < awake)
            nanosleep((const timespec[]){{0, 10'000'000}}, nullptr);
    }
    tally.print();
    zmq_close(socket);
    zmq_ctx_term(context);
}

}  // namespace

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, usage);
    std::signal(SIGINT, [](int) { stopped = 1; });
    std::signal(SIGTERM, [](int) { stopped = 1; });
    try {
        run(arguments);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "floor_reader: %s\n", failure.what());
        return 1;
    }
    return 0;
}
