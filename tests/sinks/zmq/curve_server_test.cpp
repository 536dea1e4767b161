#include "sinks/zmq/curve_server.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <zmq.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "sinks/zmq/curve_client.hpp"
#include "sinks/zmq/key_file.hpp"
#include "sinks/zmq/libzmq_publisher.hpp"
#include "tests/sinks/zmq/raw_peer.hpp"
#include "tests/sinks/zmq/subscriber.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using test::RawPeer;
using test::Subscriber;
using test::wait_for;
using testing::HasSubstr;

constexpr std::string_view topic = "cam/jpeg/";

// A SUB socket with a key, in a context of its own.
class KeyedSubscriber {
public:
    KeyedSubscriber(const std::string& endpoint, const std::string& key, const std::string& server)
        : context_(zmq_ctx_new()), socket_(zmq_socket(context_, ZMQ_SUB)) {
        const int none = 0, soon = 10;
        zmq_setsockopt(socket_, ZMQ_LINGER, &none, sizeof none);
        zmq_setsockopt(socket_, ZMQ_RECONNECT_IVL, &soon, sizeof soon);
        zmq_setsockopt(socket_, ZMQ_SUBSCRIBE, topic.data(), topic.size());
        set_curve_client(socket_, key, server);
        zmq_connect(socket_, endpoint.c_str());
    }
    ~KeyedSubscriber() {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }
    KeyedSubscriber(const KeyedSubscriber&) = delete;
    KeyedSubscriber& operator=(const KeyedSubscriber&) = delete;

    /// How many parts are here by now.
    [[nodiscard]] int receive_now() {
        int parts = 0;
        char part[64];
        while (zmq_recv(socket_, part, sizeof part, ZMQ_DONTWAIT) >= 0) ++parts;
        return parts;
    }

private:
    void* context_;
    void* socket_;
};

class CurveServerTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(at("clients"));
        write_key_files(at(""), "server", new_key_pair());
        write_key_files(at("clients"), "good", new_key_pair());
        write_key_files(at(""), "stranger", new_key_pair());
    }
    [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    [[nodiscard]] PublisherSetup setup(std::vector<std::string> endpoints = {"tcp://127.0.0.1:*"}) {
        PublisherSetup setup{std::move(endpoints), limits_for(Latency::balanced, 1), CurveFiles{at("server.key_secret"), at("clients")},
                             {std::string(topic)}, {}};
        setup.say = [this](Level, const std::string& line) { lines_.push_back(line); };
        return setup;
    }
    [[nodiscard]] KeyedSubscriber subscriber(const LibzmqPublisher& to, const std::string& key, const std::string& server = "server.key") const {
        return KeyedSubscriber(to.bound()[0], at(key), at(server));
    }
    // What the host's control thread and a lane do; one thread will do here.
    static void turn(LibzmqPublisher& publisher) {
        pollfd fd{publisher.answer_fd(), POLLIN, 0};
        if (::poll(&fd, 1, 0) > 0) publisher.answer();
        publisher.drain();
        publisher.send(topic, "{}", {});
    }
    [[nodiscard]] static bool gets_frames(LibzmqPublisher& publisher, KeyedSubscriber& subscriber) {
        return wait_for([&] { return turn(publisher), subscriber.receive_now() > 0; });
    }
    [[nodiscard]] static std::uint64_t refused(const LibzmqPublisher& publisher, const std::string& reason) {
        for (const auto& [why, count] : publisher.refused())
            if (why == reason) return count;
        return 0;
    }
    [[nodiscard]] static bool is_refused(LibzmqPublisher& publisher, const std::string& reason) {
        return wait_for([&] { return turn(publisher), refused(publisher, reason) > 0; });
    }
    [[nodiscard]] std::string said() const {
        std::string all;
        for (const std::string& line : lines_) all += line + "\n";
        return all;
    }

    test::ScratchFolder folder_;
    std::vector<std::string> lines_;
};

TEST_F(CurveServerTest, LetsInTheKeysOfItsFolderAndCountsTheOthersByReason) {
    LibzmqPublisher publisher(setup());
    KeyedSubscriber good = subscriber(publisher, "clients/good.key_secret");
    ASSERT_TRUE(gets_frames(publisher, good));
    EXPECT_TRUE(publisher.refused().empty());

    KeyedSubscriber stranger = subscriber(publisher, "stranger.key_secret");
    EXPECT_TRUE(is_refused(publisher, "key not allowed"));
    Subscriber plain(publisher.bound()[0], {std::string(topic)});
    // Whoever notices first closes, and of a connection that the client has closed libzmq tells no more than that.
    EXPECT_TRUE(wait_for([&] { return turn(publisher), refused(publisher, "no key") + refused(publisher, "broken handshake") > 0; }));
    KeyedSubscriber mistaken = subscriber(publisher, "clients/good.key_secret", "stranger.key");
    EXPECT_TRUE(is_refused(publisher, "wrong server key"));
    {
        RawPeer half(publisher.bound()[0]);
        half.send(std::string("\xff\0\0\0\0\0\0\0\0\x7f\3\0CURVE", 17) + std::string(47, '\0'));
    }
    EXPECT_TRUE(is_refused(publisher, "broken handshake"));
    EXPECT_TRUE(gets_frames(publisher, good));
    EXPECT_EQ(stranger.receive_now(), 0);
    EXPECT_EQ(mistaken.receive_now(), 0);
    EXPECT_TRUE(plain.receive_now().empty());
    EXPECT_EQ(publisher.subscriptions().count(topic), 1u);
    EXPECT_THAT(said(), HasSubstr("127.0.0.1 with the key " + read_key_file(at("stranger.key"), false).public_key + ": key not allowed"));
    EXPECT_THAT(said(), HasSubstr("put its .key file into " + at("clients")));
    EXPECT_THAT(said(), testing::Not(HasSubstr(read_key_file(at("server.key_secret"), true).secret_key)));
    EXPECT_LT(lines_.size(), 8u) << "they go on knocking: " << said();
}

TEST_F(CurveServerTest, AKeyThatComesLaterIsLetIn) {
    LibzmqPublisher publisher(setup());
    {
        const KeyedSubscriber stranger = subscriber(publisher, "stranger.key_secret");
        ASSERT_TRUE(is_refused(publisher, "key not allowed"));
    }
    std::filesystem::copy(at("stranger.key"), at("clients/stranger.key"));
    ASSERT_TRUE(wait_for([&] { return turn(publisher), said().find("1 new") != std::string::npos; }));
    KeyedSubscriber stranger = subscriber(publisher, "stranger.key_secret");
    EXPECT_TRUE(gets_frames(publisher, stranger));
}

TEST_F(CurveServerTest, AKeyThatIsTakenAwayEndsItsConnectionAndTheOthersComeBack) {
    for (const std::string& endpoint : {std::string("tcp://127.0.0.1:*"), "ipc://" + at("s")}) {
        write_key_files(at("clients"), "leaving", new_key_pair());
        LibzmqPublisher publisher(setup({endpoint}));
        const std::string bound = publisher.bound()[0];
        KeyedSubscriber good = subscriber(publisher, "clients/good.key_secret");
        KeyedSubscriber leaving = subscriber(publisher, "clients/leaving.key_secret");
        ASSERT_TRUE(gets_frames(publisher, good));
        ASSERT_TRUE(gets_frames(publisher, leaving));
        std::filesystem::remove(at("clients/leaving.key"));
        const auto removed = Clock::now();
        EXPECT_TRUE(is_refused(publisher, "key not allowed"));
        EXPECT_LT(Clock::now() - removed, std::chrono::seconds(2));
        (void)leaving.receive_now();
        EXPECT_TRUE(gets_frames(publisher, good));
        EXPECT_TRUE(gets_frames(publisher, good));
        EXPECT_EQ(leaving.receive_now(), 0);
        EXPECT_EQ(publisher.bound(), std::vector{bound});
        std::filesystem::remove(at("clients/leaving.key_secret"));
    }
    struct stat status {};
    ASSERT_EQ(::stat(at("s").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0660u) << "as it was";
}

TEST_F(CurveServerTest, AKeyThatNobodyUsedIsTakenAwayWithoutAWord) {
    LibzmqPublisher publisher(setup());
    KeyedSubscriber good = subscriber(publisher, "clients/good.key_secret");
    ASSERT_TRUE(gets_frames(publisher, good));
    write_key_files(at("clients"), "unused", new_key_pair());
    std::filesystem::remove(at("clients/unused.key"));
    ASSERT_TRUE(wait_for([&] { return turn(publisher), said().find("1 taken away") != std::string::npos || said().find(" new") == std::string::npos; }));
    EXPECT_THAT(said(), testing::Not(HasSubstr("made anew")));
}

TEST_F(CurveServerTest, TwoSocketsHaveTheirOwnFolders) {
    std::filesystem::create_directory(at("others"));
    std::filesystem::copy(at("stranger.key"), at("others/stranger.key"));
    LibzmqPublisher first(setup());
    PublisherSetup other = setup();
    other.curve->clients = at("others");
    LibzmqPublisher second(std::move(other));
    KeyedSubscriber stranger = subscriber(first, "stranger.key_secret"), good = subscriber(second, "clients/good.key_secret");
    EXPECT_TRUE(is_refused(first, "key not allowed"));
    EXPECT_TRUE(is_refused(second, "key not allowed"));
    KeyedSubscriber invited = subscriber(second, "stranger.key_secret");
    EXPECT_TRUE(gets_frames(second, invited));
}

TEST_F(CurveServerTest, AnEmptyFolderLetsNobodyInAndSaysSo) {
    std::filesystem::create_directory(at("empty"));
    PublisherSetup empty = setup();
    empty.curve->clients = at("empty");
    LibzmqPublisher publisher(std::move(empty));
    EXPECT_THAT(said(), HasSubstr(at("empty") + " has no keys, so nobody can subscribe"));
    KeyedSubscriber good = subscriber(publisher, "clients/good.key_secret");
    EXPECT_TRUE(is_refused(publisher, "key not allowed"));
    EXPECT_EQ(good.receive_now(), 0);
}

TEST_F(CurveServerTest, WithoutWhatItNeedsItDoesNotStart) {
    const auto failure = [this](const std::string& key, const std::string& clients) -> std::string {
        PublisherSetup wrong = setup();
        wrong.curve = CurveFiles{at(key), at(clients)};
        try {
            const LibzmqPublisher publisher(std::move(wrong));
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(failure("absent.key_secret", "clients"), HasSubstr("cannot open"));
    EXPECT_THAT(failure("server.key", "clients"), HasSubstr("ends in .key_secret")) << "the public file";
    EXPECT_THAT(failure("server.key_secret", "absent"), HasSubstr("make the folder"));
    EXPECT_THAT(failure("server.key_secret", "server.key"), HasSubstr("cannot read the clients' keys"));
    ::chmod(at("server.key_secret").c_str(), 0644);
    EXPECT_THAT(failure("server.key_secret", "clients"), HasSubstr("chmod 600"));
}

TEST_F(CurveServerTest, WhereAnotherAnswersForTheProcessItDoesNotStart) {
    const auto transport = Transport::shared();
    void* other = zmq_socket(transport->context(), ZMQ_REP);
    ASSERT_EQ(zmq_bind(other, "inproc://zeromq.zap.01"), 0);
    EXPECT_THROW(LibzmqPublisher{setup()}, Error);
    zmq_close(other);
}

TEST_F(CurveServerTest, ManyThatKnockAtOnceHurtNobody) {
    LibzmqPublisher publisher(setup());
    KeyedSubscriber good = subscriber(publisher, "clients/good.key_secret");
    ASSERT_TRUE(gets_frames(publisher, good));
    std::vector<std::unique_ptr<RawPeer>> peers;
    for (int i = 0; i < 300; ++i) {
        RawPeer& peer = *peers.emplace_back(std::make_unique<RawPeer>(publisher.bound()[0]));
        ASSERT_TRUE(peer.connected());
        if (i % 3 == 0) continue;
        peer.send(std::string("\xff\0\0\0\0\0\0\0\0\x7f\3\0CURVE", 17) + std::string(47, '\0'));
        if (i % 3 == 1) peer.send("\x04\xc8\x05HELLO\1" + std::string(193, '\0'));  // a step of the handshake under no key
        turn(publisher);
    }
    EXPECT_TRUE(gets_frames(publisher, good));
    EXPECT_TRUE(wait_for([&] {
        turn(publisher);
        return std::ranges::all_of(peers, [](const auto& peer) { return peer->was_cut(); });
    })) << "after a few seconds";
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
