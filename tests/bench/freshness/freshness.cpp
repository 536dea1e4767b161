// How many old frames a subscriber reads after it did not read for a while, how far one lags behind that takes 100 ms for a
// frame, and what one loses that reads all the time: for several limits of a publisher's socket, on ipc and tcp. 100 KB
// frames, 30 a second; the subscribers are plain SUB sockets with RCVHWM 1. The first frame after the pause is as old as the
// pause whatever the limits are, for a publisher drops the newest: what they decide is how many such frames there are.
//     bench_freshness [--stall SECONDS]   the table of sinks/zmq/README.md
//     bench_freshness --check             what the defaults promise, else status 1
#include <zmq.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sinks/zmq/freshness.hpp"

namespace {

using namespace sluice::zmq_sink_parts;
using Clock = std::chrono::steady_clock;

constexpr auto period = std::chrono::microseconds(33'333);
constexpr std::size_t frame_bytes = 100'000;

struct Stamp {
    std::int64_t sent_ns = 0;
    std::uint64_t seq = 0;
};

class Socket {
public:
    Socket(void* context, int type) : socket_(zmq_socket(context, type)) {
        if (!socket_) throw std::runtime_error(zmq_strerror(errno));
        set(ZMQ_LINGER, 0);
    }
    ~Socket() { zmq_close(socket_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void set(int option, int value) { zmq_setsockopt(socket_, option, &value, sizeof value); }
    [[nodiscard]] void* get() const { return socket_; }

private:
    void* socket_;
};

class Context {
public:
    Context() : context_(zmq_ctx_new()) {}
    ~Context() { zmq_ctx_term(context_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    [[nodiscard]] void* get() const { return context_; }

private:
    void* context_;
};

// A SUB of another program: a context, and so an I/O thread, of its own.
class Reader {
public:
    Reader(const std::string& endpoint, int rcvhwm) : socket_(context_.get(), ZMQ_SUB) {
        socket_.set(ZMQ_RCVHWM, rcvhwm);
        socket_.set(ZMQ_RCVTIMEO, 3000);
        zmq_setsockopt(socket_.get(), ZMQ_SUBSCRIBE, "", 0);
        if (zmq_connect(socket_.get(), endpoint.c_str()) != 0) throw std::runtime_error(zmq_strerror(errno));
    }

    [[nodiscard]] bool read(Stamp& stamp) {
        bool read = false;
        for (int more = 1; more;) {
            zmq_msg_t part;
            zmq_msg_init(&part);
            if (zmq_msg_recv(&part, socket_.get(), 0) < 0) return false;
            if (zmq_msg_size(&part) >= sizeof stamp) {
                std::memcpy(&stamp, zmq_msg_data(&part), sizeof stamp);
                read = true;
            }
            more = zmq_msg_more(&part);
            zmq_msg_close(&part);
        }
        return read;
    }

private:
    Context context_;
    Socket socket_;
};

std::int64_t now_ns() { return Clock::now().time_since_epoch().count(); }

// What one camera and whoever reads it see, at certain limits.
class Trial {
public:
    Trial(SocketLimits limits, const std::string& endpoint, std::chrono::milliseconds stall) : limits_(limits), endpoint_(endpoint), stall_(stall) {}

    std::uint64_t stale = 0;  // frames read after the stall until one was fresh
    double lag_ms = 0;        // of who takes 100 ms for a frame, at the end
    std::uint64_t lost = 0;   // by who reads all the time
    std::uint64_t read = 0;

    void run() {
        Socket publisher(context_.get(), ZMQ_XPUB);
        publisher.set(ZMQ_SNDHWM, limits_.sndhwm);
        if (limits_.sndbuf > 0) publisher.set(ZMQ_SNDBUF, limits_.sndbuf);
        publisher.set(ZMQ_TCP_MAXRT, 0);
        if (zmq_bind(publisher.get(), endpoint_.c_str()) != 0) throw std::runtime_error(endpoint_ + ": " + zmq_strerror(errno));
        char bound[256];
        std::size_t size = sizeof bound;
        zmq_getsockopt(publisher.get(), ZMQ_LAST_ENDPOINT, bound, &size);
        const std::string at = bound;
        std::thread sender([&] { send(publisher.get()); });
        std::thread healthy([&, at] { read_always(at); });
        std::thread slow([&, at] { lag_ms = lag_of_a_slow_one(at); });
        stale = read_after_a_stall(at);
        slow.join();
        stop_ = true;
        healthy.join();
        sender.join();
    }

private:
    void send(void* socket) {
        std::vector<char> frame(frame_bytes);
        Stamp stamp;
        for (auto next = Clock::now(); !stop_; next += period) {
            std::this_thread::sleep_until(next);
            stamp.sent_ns = now_ns();
            std::memcpy(frame.data(), &stamp, sizeof stamp);
            zmq_send(socket, "t/jpeg/", 7, ZMQ_SNDMORE);
            zmq_send(socket, "{}", 2, ZMQ_SNDMORE);
            zmq_send(socket, frame.data(), frame.size(), 0);
            ++stamp.seq;
        }
    }

    void read_always(const std::string& at) {
        Reader reader(at, 1000);
        Stamp stamp;
        if (!reader.read(stamp)) return;
        for (std::uint64_t next = stamp.seq + 1; !stop_ && reader.read(stamp); next = stamp.seq + 1, ++read) lost += stamp.seq - next;
    }

    [[nodiscard]] std::uint64_t read_after_a_stall(const std::string& at) const {
        Reader reader(at, 1);
        Stamp stamp;
        for (int i = 0; i < 10; ++i)
            if (!reader.read(stamp)) return UINT64_MAX;
        std::this_thread::sleep_for(stall_);
        std::uint64_t count = 0;
        while (reader.read(stamp) && age_ms(stamp) > 67) ++count;
        return count;
    }

    [[nodiscard]] double lag_of_a_slow_one(const std::string& at) const {
        Reader reader(at, 1);
        Stamp stamp;
        for (const auto end = Clock::now() + stall_; Clock::now() < end;) {
            if (!reader.read(stamp)) return -1;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return reader.read(stamp) ? age_ms(stamp) : -1;
    }

    [[nodiscard]] static double age_ms(const Stamp& stamp) { return static_cast<double>(now_ns() - stamp.sent_ns) / 1e6; }

    SocketLimits limits_;
    std::string endpoint_;
    std::chrono::milliseconds stall_;
    Context context_;
    std::atomic<bool> stop_ = false;
};

// Cameras that send in the same instant, with notes and a change of state each, to one who reads it all: what is lost, of
// all messages, at worst.
double lost_in_phase(const std::string& endpoint, int sndhwm, int cameras, int periods) {
    Context context;
    Socket publisher(context.get(), ZMQ_XPUB);
    publisher.set(ZMQ_SNDHWM, sndhwm);
    publisher.set(ZMQ_SNDBUF, limits_for(Latency::balanced, 1).sndbuf);
    if (zmq_bind(publisher.get(), endpoint.c_str()) != 0) throw std::runtime_error(zmq_strerror(errno));
    char bound[256];
    std::size_t size = sizeof bound;
    zmq_getsockopt(publisher.get(), ZMQ_LAST_ENDPOINT, bound, &size);
    std::atomic<std::uint64_t> received = 0;
    std::atomic<bool> ready = false;
    std::thread reader([&, at = std::string(bound)] {
        Reader all(at, 1000);
        Stamp stamp;
        while (all.read(stamp) && stamp.seq != UINT64_MAX) {
            ready = true;
            if (stamp.seq > 0) ++received;
        }
    });
    const auto message = [&](std::uint64_t seq, std::size_t bytes) {
        std::vector<char> payload(std::max(bytes, sizeof(Stamp)));
        const Stamp stamp{now_ns(), seq};
        std::memcpy(payload.data(), &stamp, sizeof stamp);
        zmq_send(publisher.get(), "t/jpeg/", 7, ZMQ_SNDMORE);
        zmq_send(publisher.get(), payload.data(), payload.size(), 0);
    };
    while (!ready) {
        message(0, 0);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    auto next = Clock::now() + std::chrono::milliseconds(200);
    for (int i = 0; i < periods; ++i, next += period) {
        std::this_thread::sleep_until(next);
        for (int camera = 0; camera < cameras; ++camera)
            for (const std::size_t bytes : {frame_bytes, std::size_t{300}, std::size_t{200}}) message(1, bytes);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    message(UINT64_MAX, 0);
    reader.join();
    const double all = 3.0 * cameras * periods;
    return 100 * (all - static_cast<double>(received)) / all;
}

class Places {
public:
    Places() : folder_(std::filesystem::temp_directory_path() / ("freshness" + std::to_string(::getpid()))) { std::filesystem::create_directory(folder_); }
    ~Places() { std::filesystem::remove_all(folder_); }
    Places(const Places&) = delete;
    Places& operator=(const Places&) = delete;
    [[nodiscard]] std::string next(bool tcp) { return tcp ? "tcp://127.0.0.1:*" : "ipc://" + (folder_ / std::to_string(++count_)).string(); }

private:
    std::filesystem::path folder_;
    int count_ = 0;
};

void print_table(std::chrono::milliseconds stall) {
    Places places;
    std::printf("Stale frames after a stall of %.1f s; lag of one that takes 100 ms a frame; lost by one that reads all the time\n",
                static_cast<double>(stall.count()) / 1000);
    std::printf("%5s %7s %7s %6s %8s %6s\n", "", "SNDHWM", "SNDBUF", "stale", "lag ms", "lost");
    for (const bool tcp : {false, true})
        for (const int hwm : {2, 4, 8, 26, 50, 1000})
            for (const int sndbuf : {0, 64 << 10, 256 << 10, 1 << 20}) {
                if (hwm > 8 && sndbuf != 256 << 10) continue;  // what 1, 4 and 8 cameras get, and libzmq's own
                Trial trial({hwm, 0, sndbuf, 0, false}, places.next(tcp), stall);
                trial.run();
                std::printf("%5s %7d %7s %6llu %8.0f %3llu/%llu\n", tcp ? "tcp" : "ipc", hwm, sndbuf ? (std::to_string(sndbuf >> 10) + "K").c_str() : "-",
                            static_cast<unsigned long long>(trial.stale), trial.lag_ms, static_cast<unsigned long long>(trial.lost),
                            static_cast<unsigned long long>(trial.read));
                std::fflush(stdout);
            }
    std::printf("\nLost by one that reads frames, notes and events of cameras in phase, %%\n%5s %8s %7s %8s\n", "", "cameras", "SNDHWM", "lost");
    for (const bool tcp : {false, true})
        for (const int cameras : {1, 2, 4, 8})
            for (const int hwm : {2, 2 + 2 * cameras, 3 * cameras + 1, 2 * (3 * cameras + 1)})
                std::printf("%5s %8d %7d %8.1f\n", tcp ? "tcp" : "ipc", cameras, hwm, lost_in_phase(places.next(tcp), hwm, cameras, 60));
}

// The defaults' promise: little waits for one that does not read, and who reads loses nothing.
int check() {
    Places places;
    int status = 0;
    for (const bool tcp : {false, true}) {
        Trial trial(limits_for(Latency::balanced, 1), places.next(tcp), std::chrono::milliseconds(3000));
        trial.run();
        std::printf("%s: %llu stale frames, %.0f ms of lag, %llu of %llu lost\n", tcp ? "tcp" : "ipc", static_cast<unsigned long long>(trial.stale),
                    trial.lag_ms, static_cast<unsigned long long>(trial.lost), static_cast<unsigned long long>(trial.read));
        if (trial.stale > (tcp ? 24 : 15) || trial.lost > 0 || trial.read == 0) status = 1;
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    std::chrono::milliseconds stall(3000);
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--check") return check();
        if (std::string_view(argv[i]) == "--stall" && i + 1 < argc) stall = std::chrono::milliseconds(static_cast<long>(std::atof(argv[++i]) * 1000));
    }
    print_table(stall);
}
