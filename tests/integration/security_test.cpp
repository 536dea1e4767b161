// The real program among those who must not watch, and those who would rather that nobody could.
#include <sys/resource.h>
#include <zmq.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <regex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sinks/zmq/curve_client.hpp"
#include "tests/integration/sluice_program.hpp"
#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

const std::string curve_greeting = std::string("\xff\0\0\0\0\0\0\0\0\x7f\3\0CURVE", 17) + std::string(47, '\0');

// A SUB socket as anybody would write it, with a key or without.
class Watcher {
public:
    explicit Watcher(const std::string& endpoint, const std::string& topic = "cam/jpeg/", const std::string& key = {}, const std::string& server = {})
        : context_(zmq_ctx_new()), socket_(zmq_socket(context_, ZMQ_SUB)) {
        const int none = 0, soon = 20, many = 5000;
        zmq_setsockopt(socket_, ZMQ_LINGER, &none, sizeof none);
        zmq_setsockopt(socket_, ZMQ_RECONNECT_IVL, &soon, sizeof soon);
        zmq_setsockopt(socket_, ZMQ_RCVHWM, &many, sizeof many);
        zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, topic.data(), topic.size());
        if (!key.empty()) zmq_sink_parts::set_curve_client(socket_, key, server);
        zmq_connect(socket_, endpoint.c_str());
    }
    ~Watcher() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// The header of the next message, null where none came in time.
    [[nodiscard]] nlohmann::json receive(std::chrono::milliseconds most = 20s) {
        const int timeout = static_cast<int>(most.count());
        zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
        nlohmann::json header;
        int parts = 0;
        for (bool more = true; more; ++parts) {
            zmq_msg_t part;
            zmq_msg_init(&part);
            if (zmq_msg_recv(&part, socket_, 0) < 0) return nullptr;
            const auto* text = static_cast<const char*>(zmq_msg_data(&part));
            if (parts == 1) header = nlohmann::json::parse(text, text + zmq_msg_size(&part), nullptr, false);
            more = zmq_msg_more(&part) != 0;
            zmq_msg_close(&part);
        }
        return header;
    }

private:
    void* context_;
    void* socket_;
};

class Security : public SluiceProgram {
protected:
    void SetUp() override {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    void make_keys(const std::string& name, const std::string& folder = {}) {
        const auto keys = sluice({"keys", name, "--folder", at(folder)});
        ASSERT_EQ(keys->wait(), 0) << keys->err();
    }
    void make_all_keys() {
        std::filesystem::create_directory(at("clients"));
        make_keys("server");
        make_keys("stranger");
        make_keys("good", "clients");
        make_keys("leaving", "clients");
    }
    /// A camera at 30 fps on a port of its choice.
    void start(bool curve) {
        const std::string keys = curve ? ", curve: { key: server.key_secret, clients: clients }" : "";
        program_ = sluice({"run", write("cam.yaml", "sluice: 1\nsources: { cam: { type: pattern, size: 320x240, fps: 30 } }\n"
                                                    "sinks: { live: { type: zmq, bind: \"tcp://127.0.0.1:*\", from: cam" + keys + " } }\n")});
        ASSERT_TRUE(program_->says("live: tcp://")) << program_->err();
        std::smatch found;
        const std::string said = program_->out() + program_->err();
        ASSERT_TRUE(std::regex_search(said, found, std::regex("tcp://127\\.0\\.0\\.1:[0-9]+"))) << said;
        endpoint_ = found[0];
    }
    [[nodiscard]] std::unique_ptr<Watcher> watch(const std::string& key, const std::string& server = "server.key", const std::string& topic = "cam/jpeg/") const {
        return std::make_unique<Watcher>(endpoint_, topic, at(key), at(server));
    }
    // All that has come, and one more; each after the one before.
    void expect_no_loss(Watcher& watcher, std::uint64_t& seq) {
        for (auto header = watcher.receive(); ; header = watcher.receive(0ms)) {
            if (header.is_null()) break;
            ASSERT_EQ(header["seq"], ++seq);
        }
    }
    [[nodiscard]] std::uint64_t first(Watcher& watcher) {
        const auto header = watcher.receive();
        EXPECT_TRUE(header.is_object()) << program_->err();
        return header.is_object() ? header["seq"].get<std::uint64_t>() : 0;
    }

    std::unique_ptr<Program> program_;
    std::string endpoint_;
};

TEST_F(Security, WhoHasNoAllowedKeyGetsNoFrameAndIsCounted) {
    make_all_keys();
    start(true);
    auto good = watch("clients/good.key_secret");
    (void)first(*good);
    auto stranger = watch("stranger.key_secret"), mistaken = watch("clients/good.key_secret", "stranger.key");
    Watcher plain(endpoint_);
    auto stat = watch("clients/good.key_secret", "server.key", "sluice/stat/");
    nlohmann::json refused;
    EXPECT_TRUE(wait_for([&] {
        refused = stat->receive().value("refused", nlohmann::json());
        const auto count = [&](const char* why) { return refused.value(why, 0); };
        return count("key not allowed") > 0 && count("wrong server key") > 0 && count("no key") + count("broken handshake") > 0;
    })) << refused.dump();
    for (Watcher* one : {stranger.get(), mistaken.get(), &plain}) EXPECT_TRUE(one->receive(0ms).is_null());
    EXPECT_THAT(program_->err(), HasSubstr("key not allowed; if it shall see this, put its .key file into"));
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

TEST_F(Security, SubSaysWhatIsWrongWithTheKeys) {
    make_all_keys();
    start(true);
    const auto sub = [this](std::vector<std::string> more) {
        std::vector<std::string> words = {"sub", endpoint_, "cam", "--frames", "3", "--for", "20s"};
        words.insert(words.end(), more.begin(), more.end());
        return sluice(words);
    };
    const auto good = sub({"--key", at("clients/good.key_secret"), "--server-key", at("server.key")});
    const auto stranger = sub({"--key", at("stranger.key_secret"), "--server-key", at("server.key")});
    const auto plain = sub({});
    const auto mistaken = sub({"--key", at("clients/good.key_secret"), "--server-key", at("stranger.key")});
    EXPECT_EQ(good->wait(), 0) << good->err();
    EXPECT_TRUE(stranger->says("refuses our key; put " + at("stranger.key") + " into the folder of its clients")) << stranger->err();
    EXPECT_TRUE(plain->says("want")) << plain->err();
    EXPECT_TRUE(mistaken->says("is " + at("stranger.key") + " the public key it has now?")) << mistaken->err();
    // Allowed a moment later, it needs nobody to start it again.
    std::filesystem::copy(at("stranger.key"), at("clients/stranger.key"));
    EXPECT_EQ(stranger->wait(), 0) << stranger->err();
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

TEST_F(Security, AServerWithoutKeysGivesNothingToWhoExpectsThem) {
    make_all_keys();
    start(false);
    const auto sub = sluice({"sub", endpoint_, "cam", "--key", at("stranger.key_secret"), "--server-key", at("server.key"), "--for", "20s"});
    EXPECT_TRUE(wait_for([&] { return sub->err().find("has no curve") != std::string::npos || sub->err().find("ends the handshake") != std::string::npos; }))
        << sub->err();
    sub->signal(SIGTERM);
    EXPECT_EQ(sub->wait(), 0);
    EXPECT_THAT(sub->out(), HasSubstr("no frame came"));
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

TEST_F(Security, AKeyTakenAwayEndsItsStreamWithinTwoSeconds) {
    make_all_keys();
    start(true);
    auto good = watch("clients/good.key_secret"), leaving = watch("clients/leaving.key_secret");
    (void)first(*good);
    (void)first(*leaving);
    std::filesystem::remove(at("clients/leaving.key"));
    const auto removed = Clock::now();
    auto last = removed;
    while (Clock::now() - removed < 4s)
        if (!leaving->receive(100ms).is_null()) last = Clock::now();
    EXPECT_LT(last - removed, 2s);
    RecordProperty("ms_until_the_last_frame", std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(last - removed).count()));
    while (!good->receive(0ms).is_null()) {
    }
    EXPECT_FALSE(good->receive().is_null()) << "the others come back by themselves";
    EXPECT_THAT(program_->err(), HasSubstr("every connection is made anew"));
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

TEST_F(Security, AThousandHandshakesDisturbNobody) {
    make_all_keys();
    start(true);
    auto good = watch("clients/good.key_secret");
    std::uint64_t seq = first(*good);
    expect_no_loss(*good, seq);
    const long before = program_->status_kib();
    std::vector<std::unique_ptr<Watcher>> strangers;
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (int i = 0; i < 1000; ++i) {
        if (i % 50 == 0) strangers.push_back(watch("stranger.key_secret"));
        RawPeer& peer = *peers.emplace_back(std::make_unique<RawPeer>(endpoint_));
        ASSERT_TRUE(peer.connected()) << i;
        if (i % 2 == 0) peer.send(curve_greeting);
        if (i % 8 == 0) peer.send(std::string("\x04\xc8\x05HELLO\1\0", 10) + std::string(192, 'x'));
        if (i % 100 == 99) expect_no_loss(*good, seq);
    }
    EXPECT_TRUE(wait_for([&] {
        expect_no_loss(*good, seq);
        return HasFailure() || std::ranges::all_of(peers, [](const auto& peer) { return peer->was_cut(); });
    }, 60s)) << "who stops in the middle of a handshake is not kept";
    const long grown = program_->status_kib() - before;
    RecordProperty("kib_grown", std::to_string(grown));
    if (!SLUICE_SANITIZED) {
        EXPECT_LT(grown, 64 << 10);
    }
    expect_no_loss(*good, seq);
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

TEST_F(Security, NoNonsenseOnItsPortGrowsItOrHurtsAnybody) {
    start(false);
    Watcher good(endpoint_);
    std::uint64_t seq = first(good);
    std::mt19937 random(7);
    const int rounds = SLUICE_SANITIZED ? 12 : 30;
    // libzmq keeps a node a letter, and walks all of them for each connection that ends: a sanitizer makes that seconds.
    const std::string tail(SLUICE_SANITIZED ? 10 : 100, 'x');
    long before = 0;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        std::vector<std::unique_ptr<RawPeer>> peers;
        const auto peer = [&]() -> RawPeer& { return *peers.emplace_back(std::make_unique<RawPeer>(endpoint_)); };
        std::string noise(20'000, '\0');
        for (char& one : noise) one = static_cast<char>(random());
        peer().send(noise);
        peer().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        peer().send(std::string("\xff\0\0\0\0\0\0\0\0\x7f\x09\x09NULL", 16) + noise);
        RawPeer& giant = peer();
        giant.greet();
        giant.send(std::string("\2\x7f\xff\xff\xff\xff\xff\xff\xff", 9) + noise);
        RawPeer& spoofer = peer();
        spoofer.greet();
        for (int i = 0; i < 20; ++i) spoofer.message(std::string("\0", 1) + "cam/jpeg/");
        RawPeer& old = peer();
        old.greet_as_of_old();
        RawPeer& endless = peer();
        endless.greet();
        int count = 0;
        EXPECT_TRUE(wait_for([&] {
            std::string many;
            for (int i = 0; i < 100; ++i) {
                const std::string body = "\1" + std::to_string(count++ * 7919 % 100'003) + tail;
                many += std::string("\0", 1) + static_cast<char>(body.size()) + body;
            }
            (void)endless.send_some(many);
            (void)old.send_some(many);
            return endless.was_cut();
        })) << "round " << round;
        expect_no_loss(good, seq);
        if (round == 9) before = program_->status_kib();
    }
    const long grown = program_->status_kib() - before;
    RecordProperty("kib_grown", std::to_string(grown));
    if (!SLUICE_SANITIZED) {
        EXPECT_LT(grown, 32 << 10);  // of a few MiB for each flood, had its tree of prefixes stayed
    }
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

// Faster than the one before: what libzmq's own thread reads while the sink still reads must not keep the sink from
// ever being done.
TEST_F(Security, AFloodAsFastAsItGoesIsEndedBeforeItGrowsAnything) {
    start(false);
    Watcher good(endpoint_);
    std::uint64_t seq = first(good);
    std::string many;
    for (int i = 0; i < 20'000; ++i) {
        const std::string body = "\1" + std::to_string(i * 7919 % 100'003) + std::string(100, 'x');
        many += std::string("\0", 1) + static_cast<char>(body.size()) + body;
    }
    const long before = program_->status_kib();
    std::atomic<int> floods = 0;
    {
        std::vector<std::jthread> attackers;
        for (int i = 0; i < 4; ++i)
            attackers.emplace_back([&](const std::stop_token& stop) {
                for (; !stop.stop_requested(); ++floods) {
                    RawPeer peer(endpoint_);
                    peer.greet();
                    while (!stop.stop_requested() && peer.send(many)) {}
                }
            });
        EXPECT_TRUE(wait_for([&] {
            expect_no_loss(good, seq);
            return floods >= 40 || HasFailure();
        }));
    }
    const long grown = program_->status_kib() - before;
    RecordProperty("kib_grown", std::to_string(grown));
    if (!SLUICE_SANITIZED) {
        EXPECT_LT(grown, 16 << 10);
    }
    EXPECT_EQ(program_->stop(), 0) << program_->err();
}

}  // namespace
}  // namespace sluice::test
