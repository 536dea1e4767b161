// Prints rate, age and losses of a topic each second, and keeps the newest picture:
//     client_example tcp://pi:5555 front/jpeg/ [newest.jpg]
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <sluice/client.hpp>

namespace {

using Clock = std::chrono::steady_clock;

void print(const sluice::client::Frame& frame, int frames, const sluice::client::Subscriber& sub) {
    std::printf("%s %ux%u  %d fps", frame.topic().c_str(), frame.header().width, frame.header().height, frames);
    if (const auto& latency = frame.latency())
        std::printf("  age %.1f ms%s", static_cast<double>(latency->age.count()) / 1000,
                    latency->clock == sluice::client::Latency::Clock::wall ? " by wall clocks" : "");
    std::printf("  lost %llu  passed over %llu\n", static_cast<unsigned long long>(sub.lost()), static_cast<unsigned long long>(sub.skipped()));
    std::fflush(stdout);
}

void watch(const std::string& endpoint, const std::string& topic, const char* picture) {
    sluice::client::Subscriber sub(endpoint, {topic});
    auto since = Clock::now();
    int frames = 0;
    for (;;) {
        const auto frame = sub.next(std::chrono::seconds(3));
        if (!frame) {
            const std::string why = sub.trouble();
            std::cerr << (why.empty() ? endpoint + ": nothing on " + topic + "; is that the name?" : why) << '\n';
            continue;
        }
        ++frames;
        if (Clock::now() - since < std::chrono::seconds(1)) continue;
        print(*frame, frames, sub);
        if (picture) std::ofstream(picture, std::ios::binary) << frame->jpeg().text();
        since = Clock::now();
        frames = 0;
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 3 || count > 4) {
        std::cerr << "client_example ENDPOINT TOPIC [PICTURE], such as tcp://127.0.0.1:5555 front/jpeg/ newest.jpg\n";
        return 2;
    }
    try {
        watch(words[1], words[2], count > 3 ? words[3] : nullptr);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
