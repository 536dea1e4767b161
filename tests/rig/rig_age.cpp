// How old frames are when they arrive, by the sender's clock, which must be this machine's:
//     rig_age ENDPOINT TOPIC SECONDS            a plain SUB socket that reads every frame
//     rig_age ENDPOINT TOPIC SECONDS REQUEST    asks a zmq_latest sink again and again: {"topic":"front/jpeg/"}
//     frames=87 median_ms=131.2 p95_ms=212.0 first_ms=120.3 last_ms=133.9 bytes=105021
// `first_ms` and `last_ms` are the medians of the first and of the last third, `bytes` the mean size of a frame.
#include <zmq.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

// The parts of the next message; none when nothing came in time.
std::vector<std::string> receive(void* socket) {
    std::vector<std::string> parts;
    for (bool more = true; more;) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        const bool came = zmq_msg_recv(&part, socket, 0) >= 0;
        if (came) parts.emplace_back(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
        more = came && zmq_msg_more(&part);
        zmq_msg_close(&part);
        if (!came) return {};
    }
    return parts;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return -1;
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    const bool asks = argc > 4;
    void* context = zmq_ctx_new();
    void* socket = zmq_socket(context, asks ? ZMQ_DEALER : ZMQ_SUB);
    const int none = 0, wait_ms = 200;
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
    if (!asks) zmq_setsockopt(socket, ZMQ_SUBSCRIBE, argv[2], std::string(argv[2]).size());
    if (zmq_connect(socket, argv[1]) != 0) return 1;
    const auto ask = [&] {
        if (asks) zmq_send(socket, argv[4], std::string(argv[4]).size(), 0);
    };
    const auto end = Clock::now() + std::chrono::seconds(std::atol(argv[3]));
    std::vector<double> ages;
    std::size_t bytes = 0;
    for (ask(); Clock::now() < end;) {
        const std::vector<std::string> parts = receive(socket);
        if (parts.size() < 3) continue;
        const auto header = nlohmann::json::parse(parts[1], nullptr, false);
        if (parts[0] == "sluice/error/" || !header.is_object()) return std::fprintf(stderr, "%s\n", parts[1].c_str()), 1;
        ages.push_back(static_cast<double>(now_us() - header["ts_us"].get<std::int64_t>()) / 1000);
        bytes += parts[2].size();
        ask();
    }
    const auto third = static_cast<std::ptrdiff_t>(ages.size() / 3);
    const double first = quantile({ages.begin(), ages.begin() + third}, 0.5), last = quantile({ages.end() - third, ages.end()}, 0.5);
    std::printf("frames=%zu median_ms=%.1f p95_ms=%.1f first_ms=%.1f last_ms=%.1f bytes=%zu\n", ages.size(), quantile(ages, 0.5),
                quantile(ages, 0.95), first, last, bytes / std::max<std::size_t>(1, ages.size()));
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}
