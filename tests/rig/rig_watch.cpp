// Tells when things happen, in seconds of the monotonic clock:
//     rig_watch ENDPOINT TOPIC [--device FILE] [--frames N] [--for SECONDS]
//     12.345678 subscribed
//     12.345678 node /dev/video1           FILE has appeared; `gone /dev/video1` likewise
//     12.345678 epoch E seq S cam_seq C codec jpeg 640x480     the first frame of each epoch
//     12.345678 event offline: it has been unplugged           where TOPIC is front/event/
//     end frames=300 gaps=0 epochs=1 longest_ms=35
// Ends with N frames, after SECONDS, or at SIGTERM; `gaps` are missing numbers of `seq`, `longest_ms` the longest
// time between two frames, the last of them being the end.
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/support/subscriber.hpp"

namespace {

using Clock = std::chrono::steady_clock;

std::atomic<bool> ending = false;

double seconds(Clock::time_point time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

void say(const std::string& what, Clock::time_point when = Clock::now()) {
    std::printf("%.6f %s\n", seconds(when), what.c_str());
    std::fflush(stdout);
}

class NodeWatch {
public:
    explicit NodeWatch(const std::filesystem::path& file) : file_(file) {
        if (!file.empty()) thread_ = std::jthread([this] { run(); });
    }

private:
    void run() {
        const int fd = inotify_init1(IN_NONBLOCK);
        inotify_add_watch(fd, file_.parent_path().c_str(), IN_CREATE | IN_DELETE);
        while (!ending) {
            pollfd waiting{fd, POLLIN, 0};
            if (poll(&waiting, 1, 100) > 0) read_events(fd);
        }
        close(fd);
    }

    void read_events(int fd) {
        const Clock::time_point now = Clock::now();
        alignas(inotify_event) char buffer[4096];
        const ssize_t size = read(fd, buffer, sizeof buffer);
        for (ssize_t at = 0; at < size;) {
            inotify_event event{};
            std::memcpy(&event, buffer + at, sizeof event);
            if (file_.filename() == buffer + at + sizeof event)
                say(((event.mask & IN_CREATE) != 0 ? "node " : "gone ") + file_.string(), now);
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
    }

    std::filesystem::path file_;
    std::jthread thread_;
};

struct Tally {
    long frames = 0;
    long gaps = 0;
    std::set<std::uint64_t> epochs;
    Clock::duration longest{};
    Clock::time_point last;
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;

    void pause(Clock::time_point now) {
        if (frames > 0) longest = std::max(longest, now - last);
    }

    void add(const nlohmann::json& header) {
        const Clock::time_point now = Clock::now();
        if (header.contains("event")) return say("event " + header["event"].get<std::string>() + ": " + header.value("why", ""), now);
        pause(now);
        const bool new_epoch = epochs.insert(header["epoch"].get<std::uint64_t>()).second;
        if (new_epoch)
            say("epoch " + header["epoch"].dump() + " seq " + header["seq"].dump() + " cam_seq " + header["cam_seq"].dump() +
                    " codec " + header["codec"].get<std::string>() + " " + header["w"].dump() + "x" + header["h"].dump(), now);
        else
            gaps += static_cast<long>(header["seq"].get<std::uint64_t>() - seq) - 1;
        seq = header["seq"];
        last = now;
        ++frames;
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3 || argc % 2 == 0) return 2;
    std::map<std::string, std::string> options{{"--device", ""}, {"--frames", "1000000000"}, {"--for", "1000000"}};
    for (int i = 3; i < argc; i += 2) options[argv[i]] = argv[i + 1];
    std::signal(SIGTERM, [](int) { ending = true; });
    const long most = std::atol(options["--frames"].c_str());
    const auto until = Clock::now() + std::chrono::seconds(std::atol(options["--for"].c_str()));
    const NodeWatch nodes(options["--device"]);
    sluice::test::Subscriber subscriber(argv[1], argv[2]);
    say("subscribed");
    Tally tally;
    while (!ending && tally.frames < most && Clock::now() < until)
        if (const auto message = subscriber.receive(std::chrono::milliseconds(50)); message && message->header.is_object())
            tally.add(message->header);
    ending = true;
    tally.pause(Clock::now());
    std::printf("end frames=%ld gaps=%ld epochs=%zu longest_ms=%lld\n", tally.frames, tally.gaps, tally.epochs.size(),
                static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(tally.longest).count()));
    return 0;
}
