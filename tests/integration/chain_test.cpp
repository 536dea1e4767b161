// Camera, filters, relay: three programs in a row over tcp, as small boards feed bigger ones.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

std::string own_boot() {
    std::string id;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
    return id;
}

std::int64_t now_us() { return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now().time_since_epoch()).count(); }

sockaddr_in place_of(const std::string& address) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!address.empty()) place.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    return place;
}

bool listens(const std::string& address) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in place = place_of(address);
    const bool answered = ::connect(fd, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
    ::close(fd);
    return answered;
}

// Free when it was asked for; a restarted program has to bind it again.
std::string free_address() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place = place_of("");
    socklen_t size = sizeof place;
    (void)::bind(fd, reinterpret_cast<const sockaddr*>(&place), size);
    (void)::getsockname(fd, reinterpret_cast<sockaddr*>(&place), &size);
    ::close(fd);
    return "tcp://127.0.0.1:" + std::to_string(ntohs(place.sin_port));
}

class Chain : public SluiceProgram {
protected:
    explicit Chain(unsigned fps = 30) : cameras_(folder_.path(), 1, fps) {}

    void start_camera(const std::string& sink_keys = "") {
        const std::string config = write("camera.yaml", "sluice: 1\nsources:\n  front: { type: v4l2, device: \"" + cameras_.device(0) +
                                                            "\" }\nsinks:\n  live: { type: zmq, bind: \"" + at_camera_ + "\", from: front" + sink_keys + " }\n");
        camera_ = sluice({"run", "--json", config}, &cameras_);
    }
    /// Looks for motion five times a second and lays it on each frame.
    void start_middle(const std::string& source_keys = "") {
        const std::string config =
            write("middle.yaml", "sluice: 1\nsources:\n  front: { type: zmq, connect: \"" + at_camera_ + "\", topic: front/jpeg/" + source_keys +
                                     " }\nfilters:\n  moves: { type: motion, from: { node: front, fps: 5 } }\nsinks:\n  live: { type: zmq, bind: \"" +
                                     at_middle_ + "\", from: { node: front, with: moves } }\n");
        middle_ = sluice({"run", "--json", config});
    }
    void start_relay() {
        const std::string config = write("relay.yaml", "sluice: 1\nsources:\n  hall: { type: zmq, connect: \"" + at_middle_ +
                                                           "\", topic: front/jpeg/ }\nsinks:\n  live: { type: zmq, bind: \"" + at_relay_ + "\", from: hall }\n");
        relay_ = sluice({"run", "--json", config});
    }
    void start_all() {
        start_camera();
        start_middle();
        start_relay();
    }
    [[nodiscard]] std::string told() const { return camera_->err() + "---\n" + middle_->err() + "---\n" + relay_->err(); }

    [[nodiscard]] static std::uint64_t lost_on_the_way(const Program& program, const std::string& node) {
        return final_report(program)["nodes"][node]["dropped"].value("lost on the way", std::uint64_t{0});
    }
    /// Waits until that many subscriptions cover the camera's topic, by its own word.
    [[nodiscard]] static bool watched_at_camera(Subscriber& stat, int subscribers) {
        return wait_for([&] {
            const auto message = stat.receive();
            return message && message->header["topics"][0]["subscribers"] == subscribers;
        });
    }

    FakeCameras cameras_;
    std::string at_camera_ = free_address(), at_middle_ = free_address(), at_relay_ = free_address();
    std::unique_ptr<Program> camera_, middle_, relay_;
};

class FastChain : public Chain {
protected:
    FastChain() : Chain(60) {}
};

TEST_F(Chain, TheCamerasBytesArriveAndWhereTheyComeFromIsKept) {
    start_all();
    Subscriber direct(at_camera_, "front/jpeg/");
    Subscriber end(at_relay_, "hall/jpeg/");
    std::map<std::int64_t, Subscriber::Message> sent;
    std::vector<std::int64_t> latencies;
    std::uint64_t seq = 0, cam_seq = 0, epoch = 0;
    int runs = 0;
    bool noted = false;
    for (int i = 0; i < 150; ++i) {
        const auto message = end.receive();
        ASSERT_TRUE(message) << told();
        const auto& header = message->header;
        latencies.push_back(now_us() - header["ts_us"].get<std::int64_t>());
        noted |= header.contains("notes") && header["notes"].contains("motion");
        EXPECT_EQ(header["src"], "front");
        EXPECT_EQ(header["orig"], true);
        EXPECT_EQ(header["boot"], own_boot());
        if (i > 0) {
            // What the camera's program says of itself may come after the first frames: a new run then begins behind it.
            EXPECT_EQ(header["seq"].get<std::uint64_t>(), header["epoch"] == epoch ? seq + 1 : 0);
            EXPECT_EQ(header["cam_seq"], cam_seq + 1);
        }
        runs += header["epoch"] == epoch ? 0 : 1;
        epoch = header["epoch"];
        seq = header["seq"];
        cam_seq = header["cam_seq"];
        while (const auto first = direct.receive(0ms)) sent.emplace(first->header["ts_us"].get<std::int64_t>(), *first);
        const auto same = sent.find(header["ts_us"].get<std::int64_t>());
        if (same == sent.end()) continue;  // before we read at the camera too
        EXPECT_TRUE(message->payload == same->second.payload) << "frame " << i;
        EXPECT_EQ(header["cam_seq"], same->second.header["cam_seq"]);
        EXPECT_EQ(header["src_epoch"], same->second.header["epoch"]);
        EXPECT_NE(header["epoch"], same->second.header["epoch"]) << "a relay's run is its own";
        EXPECT_FALSE(same->second.header.contains("src_epoch"));
    }
    EXPECT_LE(runs, 3) << "at most one more for each of the two";
    EXPECT_GT(sent.size(), 100u);
    EXPECT_TRUE(noted) << "what the middle one found arrives at the end";
    std::ranges::sort(latencies);
    std::cout << "capture to the end of the chain: p50 " << latencies[75] << " us, p99 " << latencies[148] << " us\n";
    if (!SLUICE_SANITIZED) {
        EXPECT_LT(latencies[75], 50'000);
    }
    EXPECT_GT(latencies[0], 0);
    for (const auto& program : {camera_.get(), middle_.get(), relay_.get()}) EXPECT_EQ(program->stop(), 0);
}

TEST_F(Chain, TheMiddleOneMayBeKilledAndStartedAgain) {
    start_all();
    Subscriber end(at_relay_, "hall/jpeg/");
    auto message = end.receive();
    ASSERT_TRUE(message) << told();
    std::string epoch = message->header["epoch"].dump();
    const auto camera_epoch = message->header["src_epoch"];
    std::string times;
    for (int round = 0; round < 6; ++round) {
        middle_->signal(SIGKILL);
        ASSERT_EQ(middle_->wait(), 128 + SIGKILL);
        // Now at once, now after what its neighbours take for an absence.
        if (round % 2 == 1) {
            ASSERT_TRUE(relay_->says("has gone")) << told();
        }
        while (end.receive(0ms)) {}
        start_middle();
        ASSERT_TRUE(wait_for([&] { return listens(at_middle_); })) << middle_->err();
        const auto bound = SteadyClock::now();
        message = end.receive();
        ASSERT_TRUE(message) << told();
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - bound);
        times += " " + std::to_string(took.count());
        if (!SLUICE_SANITIZED) {
            EXPECT_LT(took, 1s) << "round " << round;
        }
        EXPECT_NE(message->header["epoch"].dump(), epoch);
        EXPECT_EQ(message->header["seq"], 0);
        EXPECT_EQ(message->header["src_epoch"], camera_epoch) << "the camera ran on";
        epoch = message->header["epoch"].dump();
    }
    std::cout << "from its being back to the next frame at the end:" << times << " ms\n";
}

TEST_F(FastChain, EachLossIsCountedWhereItHappened) {
    start_all();
    Subscriber end(at_relay_, "hall/jpeg/");
    auto message = end.receive();
    ASSERT_TRUE(message) << told();
    const std::uint64_t first = message->header["cam_seq"], missed_before = cameras_.stats(0).dropped;
    std::uint64_t last = first, seq = message->header["seq"], epoch = message->header["epoch"], arrived = 1, lost_at_the_end = 0;
    const auto take = [&](const Subscriber::Message& next) {
        last = next.header["cam_seq"];
        // After so long a silence the relay begins a new run.
        lost_at_the_end += next.header["seq"].get<std::uint64_t>() - (next.header["epoch"] == epoch ? seq + 1 : 0);
        seq = next.header["seq"];
        epoch = next.header["epoch"];
        ++arrived;
    };
    for (Program* const stalled : {middle_.get(), relay_.get()}) {
        stalled->signal(SIGSTOP);
        const auto before = cameras_.stats(0).dequeued;
        ASSERT_TRUE(wait_for([&] { return cameras_.stats(0).dequeued > before + 240; }));
        stalled->signal(SIGCONT);
        for (int i = 0; i < 180; ++i) {
            const auto next = end.receive();
            ASSERT_TRUE(next) << told();
            take(*next);
        }
    }
    EXPECT_EQ(camera_->stop(), 0);
    while (const auto next = end.receive(1s)) take(*next);
    EXPECT_EQ(middle_->stop(), 0);
    EXPECT_EQ(relay_->stop(), 0);
    const std::uint64_t at_middle = lost_on_the_way(*middle_, "front"), at_relay = lost_on_the_way(*relay_, "hall");
    std::cout << "lost: " << at_middle << " before the middle one, " << at_relay << " before the relay, " << lost_at_the_end << " at the end; " << arrived
              << " arrived\n";
    EXPECT_GT(at_middle, 0u);
    EXPECT_GT(at_relay, 0u);
    const std::uint64_t at_camera = cameras_.stats(0).dropped - missed_before;  // it got no processor
    EXPECT_EQ(last - first + 1, arrived + at_camera + at_middle + at_relay + lost_at_the_end);
}

TEST_F(Chain, WhatNobodyWatchesIsAskedOfNobody) {
    start_all();
    Subscriber stat(at_camera_, "sluice/stat/");
    ASSERT_TRUE(watched_at_camera(stat, 0));
    {
        Subscriber end(at_relay_, "hall/jpeg/");
        ASSERT_TRUE(end.receive()) << told();
        EXPECT_TRUE(watched_at_camera(stat, 1));
    }
    EXPECT_TRUE(watched_at_camera(stat, 0)) << "demand ends at the other end of the chain too";
    Subscriber relays(at_relay_, "sluice/stat/");
    nlohmann::json topic;
    // Of the camera; each hop tells it once a second.
    EXPECT_TRUE(wait_for([&] {
        const auto message = relays.receive();
        if (message) topic = message->header["topics"][0];
        return message && topic["fps_agreed"] == 30.0;
    })) << topic.dump();
    EXPECT_EQ(topic["state"], "online") << topic.dump();
    EXPECT_EQ(topic["why"], "it rests: nobody wants its frames");
}

TEST_F(Chain, APulledCameraIsExplainedAtTheOtherEnd) {
    cameras_.set("HOTPLUG", "1");
    std::ofstream(cameras_.device(0)) << "here";
    start_all();
    Subscriber end(at_relay_, "hall/jpeg/");
    auto message = end.receive();
    ASSERT_TRUE(message) << told();
    const auto before = message->header["src_epoch"];
    Subscriber stat(at_relay_, "sluice/stat/");
    ASSERT_TRUE(stat.receive());
    std::filesystem::remove(cameras_.device(0));
    std::string why;
    ASSERT_TRUE(wait_for([&] {
        const auto told_there = stat.receive();
        why = told_there ? told_there->header["topics"][0].dump() : "";
        return why.find("front at " + at_camera_ + ": ") != std::string::npos && why.find("unplugged") != std::string::npos;
    })) << why;
    std::ofstream(cameras_.device(0)) << "here";
    ASSERT_TRUE(wait_for([&] {
        message = end.receive();
        return message && message->header["src_epoch"] != before;
    })) << told();
    EXPECT_EQ(message->header["src"], "front");
}

TEST_F(Chain, BetweenTwoOfThemWithKeys) {
    const std::string keys = (folder_.path() / "keys").string(), clients = (folder_.path() / "clients").string();
    std::filesystem::create_directories(keys);
    std::filesystem::create_directories(clients);
    for (const char* name : {"camera", "middle", "stranger"}) ASSERT_EQ(sluice({"keys", name, "--folder", keys})->wait(), 0);
    std::filesystem::copy_file(keys + "/middle.key", clients + "/middle.key");
    start_camera(", curve: { key: " + keys + "/camera.key_secret, clients: " + clients + " }");
    start_middle(", curve: { key: " + keys + "/stranger.key_secret, server: " + keys + "/camera.key }");
    ASSERT_TRUE(middle_->says("front: " + at_camera_ + " refuses our key; put " + keys + "/stranger.key into the folder of its clients there")) << middle_->err();
    EXPECT_EQ(middle_->stop(), 0);
    start_middle();
    ASSERT_TRUE(middle_->says(at_camera_ + " wants a key; write curve: { key: FILE, server: FILE }")) << middle_->err();
    EXPECT_EQ(middle_->stop(), 0);

    start_middle(", curve: { key: " + keys + "/middle.key_secret, server: " + keys + "/camera.key }");
    start_relay();
    Subscriber end(at_relay_, "hall/jpeg/");
    for (int i = 0; i < 30; ++i) {
        const auto message = end.receive();
        ASSERT_TRUE(message) << told();
        EXPECT_TRUE(std::ranges::count(cameras_.frames(), message->payload)) << message->header.dump();
    }
}

}  // namespace
}  // namespace sluice::test
