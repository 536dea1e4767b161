// The client and the real program: pull-latest, keys, a relay.
#include <sluice/client.hpp>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ClientSinks : public test::SluiceProgram {
protected:
    std::unique_ptr<test::Program> run(const std::string& name, const std::string& sinks, const std::string& source = "type: pattern, size: 640x480, fps: 30") {
        return sluice({"run", write(name + ".yaml", "sluice: 1\nsources: { front: { " + source + " } }\nsinks: { " + sinks + " }\n")});
    }
    /// Makes NAME.key and NAME.key_secret; gives their path without ending.
    std::string make_keys(const std::string& name) {
        EXPECT_EQ(sluice({"keys", name, "--folder", folder_.path().string()})->wait(), 0);
        return (folder_.path() / name).string();
    }
};

TEST_F(ClientSinks, LatestComesWhenItIsAskedFor) {
    const auto program = run("a", "live: { type: zmq_latest, bind: \"" + ipc() + "\", from: front }");
    Latest latest(ipc(), "front/jpeg/");
    std::uint64_t last = 0;
    for (int i = 0; i < 30; ++i) {
        const auto frame = latest.next(seconds(20));
        ASSERT_TRUE(frame) << latest.trouble() << program->err();
        EXPECT_EQ(frame->header().width, 640u);
        EXPECT_TRUE(i == 0 || *frame->header().cam_seq > last) << "one that it did not have yet";
        EXPECT_EQ(frame->lost(), 0u);
        last = *frame->header().cam_seq;
    }
    const auto away_until = fields::monotonic_us() + 1000000;
    (void)test::wait_for([&] { return fields::monotonic_us() > away_until; });
    const auto frame = latest.next(seconds(20));
    ASSERT_TRUE(frame && frame->latency());
    EXPECT_LT(frame->latency()->age, milliseconds(150)) << "whatever it did in between";
    EXPECT_TRUE(latest.stat());
    EXPECT_EQ(latest.trouble(), "");
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(ClientSinks, LatestIsNarrowAndSlowWhereThatIsWished) {
    const auto program = run("a", "live: { type: zmq_latest, bind: \"" + ipc() + "\", from: front }");
    Latest latest(ipc(), "front/jpeg/", {320, 10});
    ASSERT_TRUE(latest.next(seconds(20))) << latest.trouble() << program->err();
    const auto began = fields::monotonic_us();
    for (int i = 0; i < 5; ++i) {
        const auto frame = latest.next(seconds(20));
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->header().width, 320u);
        EXPECT_EQ(frame->header().height, 240u);
        EXPECT_FALSE(frame->header().orig);
    }
    EXPECT_GE(fields::monotonic_us() - began, 450000);
}

TEST_F(ClientSinks, AWrongTopicIsSaid) {
    const auto program = run("a", "live: { type: zmq_latest, bind: \"" + ipc() + "\", from: front }");
    Latest latest(ipc(), "fornt/jpeg/");
    try {
        (void)latest.next(seconds(20));
        ADD_FAILURE() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find(ipc() + ": "), 0u) << error.what();
    }
}

TEST_F(ClientSinks, EachKindOfSinkWantsItsOwnClient) {
    const auto program = run("a", "live: { type: zmq, bind: \"" + ipc() + "\", from: front }, asked: { type: zmq_latest, bind: \"" + ipc("asked") + "\", from: front }");
    Subscriber sub(ipc("asked"), {"front/jpeg/"});
    Latest latest(ipc(), "front/jpeg/");
    const std::string what = ": hangs up; a zmq sink wants a Subscriber, a zmq_latest sink a Latest";
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(sub.next(milliseconds(1)) || latest.next(milliseconds(1)));
        return sub.trouble() == ipc("asked") + what && latest.trouble() == ipc() + what;
    })) << sub.trouble() << latest.trouble() << program->err();
    EXPECT_EQ(program->stop(), 0);
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(sub.next(milliseconds(1)));
        return sub.trouble().find("nobody answers; ") != std::string::npos;
    })) << "whoever hung up has gone: " << sub.trouble();
}

TEST_F(ClientSinks, KeysAreNeededWhereTheSinkSaysSo) {
    const std::string server = make_keys("server"), mine = make_keys("mine"), other = make_keys("other");
    const auto clients = folder_.path() / "clients";
    std::filesystem::create_directory(clients);
    std::filesystem::copy(mine + ".key", clients / "mine.key");
    const auto program = run("a", "live: { type: zmq, bind: \"" + ipc() + "\", from: front, curve: { key: \"" + server + ".key_secret\", clients: \"" +
                                      clients.string() + "\" } }");
    Options options;
    options.server_key = server + ".key";
    options.key = mine + ".key_secret";
    Subscriber sub(ipc(), {"front/jpeg/"}, options);
    ASSERT_TRUE(sub.next(seconds(20))) << sub.trouble() << program->err();

    options.key = other + ".key_secret";
    Subscriber refused(ipc(), {"front/jpeg/"}, options), plain(ipc(), {"front/jpeg/"});
    EXPECT_TRUE(test::wait_for([&] {
        EXPECT_FALSE(refused.next(milliseconds(1)) || plain.next(milliseconds(1)));
        return refused.trouble().find(": refuses our key; ") != std::string::npos && plain.trouble().find("does not let us in; ") != std::string::npos;
    })) << refused.trouble() << plain.trouble();

    std::filesystem::copy(other + ".key", clients / "other.key");
    EXPECT_TRUE(refused.next(seconds(20))) << refused.trouble();
    std::filesystem::remove(clients / "mine.key");
    EXPECT_TRUE(test::wait_for([&] {
        (void)sub.next(milliseconds(1));
        return sub.trouble().find(": refuses our key; ") != std::string::npos;
    })) << "a key that was taken away";
    EXPECT_TRUE(refused.next(seconds(20))) << "the others stay";
}

TEST_F(ClientSinks, LatestComesWithAnAllowedKeyAlone) {
    const std::string server = make_keys("server"), mine = make_keys("mine"), other = make_keys("other");
    const auto clients = folder_.path() / "clients";
    std::filesystem::create_directory(clients);
    std::filesystem::copy(mine + ".key", clients / "mine.key");
    const auto program = run("a", "fresh: { type: zmq_latest, bind: \"" + ipc() + "\", from: front, curve: { key: \"" + server + ".key_secret\", clients: \"" +
                                      clients.string() + "\" } }");
    const auto keys = [](const std::string& own, const std::string& its) {
        Options options;
        options.key = own + ".key_secret";
        options.server_key = its + ".key";
        return options;
    };
    Latest latest(ipc(), "front/jpeg/", {160, 0}, keys(mine, server));
    const auto frame = latest.next(seconds(20));
    ASSERT_TRUE(frame) << latest.trouble() << program->err();
    EXPECT_EQ(frame->header().width, 160u);

    Latest refused(ipc(), "front/jpeg/", {}, keys(other, server)), mistaken(ipc(), "front/jpeg/", {}, keys(mine, other)), plain(ipc(), "front/jpeg/");
    EXPECT_TRUE(test::wait_for([&] {
        for (Latest* one : {&refused, &mistaken, &plain}) EXPECT_FALSE(one->next(milliseconds(1)));
        return refused.trouble().find(": refuses our key; ") != std::string::npos && mistaken.trouble().find(": no common key; ") != std::string::npos &&
               plain.trouble().find(": does not let us in; ") != std::string::npos;
    })) << refused.trouble() << mistaken.trouble() << plain.trouble();
    EXPECT_TRUE(latest.next(seconds(20))) << "whoever else knocks";
    std::filesystem::copy(other + ".key", clients / "other.key");
    EXPECT_TRUE(refused.next(seconds(20))) << refused.trouble();
    EXPECT_EQ(program->stop(), 0);
}

TEST_F(ClientSinks, ARelayedFrameTellsItsCamera) {
    const auto camera = run("camera", "live: { type: zmq, bind: \"" + ipc("camera") + "\", from: front }");
    const auto relay = run("relay", "live: { type: zmq, bind: \"" + ipc("relay") + "\", from: { node: front, as: hall } }",
                           "type: zmq, connect: \"" + ipc("camera") + "\", topic: front/jpeg/");
    Subscriber near(ipc("camera"), {"front/jpeg/"}), far(ipc("relay"), {"hall/jpeg/"});
    const auto first = near.next(seconds(20)), second = far.next(seconds(20));
    ASSERT_TRUE(first && second) << camera->err() << relay->err();
    EXPECT_EQ(second->header().src, "front");
    EXPECT_EQ(second->header().src_epoch, first->header().epoch);
    EXPECT_EQ(second->header().boot, fields::own_boot());
    ASSERT_TRUE(second->latency());
    EXPECT_EQ(second->latency()->clock, Latency::Clock::monotonic);
}

}  // namespace
}  // namespace sluice::client
