// `sluice sub` against a publisher in this test. Whatever is sent is sent until the program has had
// enough of it: nothing waits by sleeping.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zmq.hpp>

#include "tests/tools/sluice/child.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;

std::string stat_header(const std::string& topics) {
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    return R"({"v":1,"version":"0.1.0","host":"here","boot":")" + boot + R"(","ts_us":1,"wall_us":1,"topics":[)" + topics + "]}";
}

std::string topic_json(const std::string& topic, const std::string& more = R"("state":"online")") {
    return R"({"topic":")" + topic + R"(","src":"front","codec":"jpeg","w":64,"h":48,"fps":30,)" + more + "}";
}

std::string frame_header(std::uint64_t seq) {
    const auto us = [](auto now) { return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count()); };
    return R"({"v":1,"src":"front","seq":)" + std::to_string(seq) + R"(,"epoch":1,"ts_us":)" + us(std::chrono::steady_clock::now()) +
           R"(,"wall_us":)" + us(std::chrono::system_clock::now()) + R"(,"codec":"jpeg","w":64,"h":48,"size":4})";
}

class SubProgram : public testing::Test {
protected:
    void SetUp() override {
        std::string name = std::filesystem::temp_directory_path() / "sluice-sub-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        endpoint_ = "ipc://" + folder_ + "/s";
        publisher_.set(zmq::sockopt::linger, 0);
        publisher_.set(zmq::sockopt::rcvtimeo, 2);
        publisher_.bind(endpoint_);
    }
    void TearDown() override {
        stop_ = true;
        if (feeder_.joinable()) feeder_.join();
        std::filesystem::remove_all(folder_);
    }

    void send(std::initializer_list<std::string> parts) {
        std::size_t left = parts.size();
        for (const std::string& part : parts)
            publisher_.send(zmq::buffer(part), --left > 0 ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }

    /// Sends the stat and whatever `frame` sends, over and over, paced by the time-out of a read.
    void feed(const std::string& topics, std::function<void(std::uint64_t)> frame = {}) {
        feeder_ = std::thread([this, stat = stat_header(topics), frame = std::move(frame)] {
            for (std::uint64_t seq = 0; !stop_; ++seq) {
                zmq::message_t subscription;
                static_cast<void>(publisher_.recv(subscription));
                if (seq % 10 == 0) send({"sluice/stat/", stat, ""});
                if (frame) frame(seq);
            }
        });
    }
    void feed_frames(const std::string& topic) {
        feed(topic_json(topic), [this, topic](std::uint64_t seq) { send({topic, frame_header(seq), "\xff\xd8\xff\xd9"}); });
    }

    std::string folder_, endpoint_;
    zmq::context_t context_{1};
    zmq::socket_t publisher_{context_, ZMQ_XPUB};
    std::atomic<bool> stop_ = false;
    std::thread feeder_;
};

TEST_F(SubProgram, TakesTheOnlyTopicAndTellsFigures) {
    feed_frames("front/jpeg/");
    Child child({"sub", endpoint_, "--frames", "50"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr("front/jpeg/: 50 frames in "));
    EXPECT_THAT(child.out(), HasSubstr("lost 0"));
}

TEST_F(SubProgram, CountsLossesAndEndsWithAFinalObject) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t seq) { send({"front/jpeg/", frame_header(seq * 2), "x"}); });
    Child child({"sub", endpoint_, "front/jpeg", "--frames", "11", "--json"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr(R"("frames":11)"));
    EXPECT_THAT(child.out(), HasSubstr(R"("lost":10)"));
    EXPECT_THAT(child.out(), HasSubstr(R"("clock":"monotonic")"));
    EXPECT_THAT(child.out(), HasSubstr(R"("final":true)"));
}

TEST_F(SubProgram, RawIsThePayloadsAlone) {
    feed_frames("front/jpeg/");
    Child child({"sub", endpoint_, "front", "--raw", "--frames", "3"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_EQ(child.out(), "\xff\xd8\xff\xd9\xff\xd8\xff\xd9\xff\xd8\xff\xd9");
}

TEST_F(SubProgram, EndsQuietlyWhenTheReaderOfRawGoes) {
    feed_frames("front/jpeg/");
    Child child({"sub", endpoint_, "front", "--raw"}, true);
    std::array<char, 2> start{};
    EXPECT_EQ(::read(child.read_end(), start.data(), start.size()), 2);
    child.close_read_end();
    EXPECT_EQ(child.wait(), 0);
    EXPECT_EQ(child.err(), "");
}

TEST_F(SubProgram, StopsOnASignalAlsoWhileTheReaderOfRawDoesNotRead) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t seq) { send({"front/jpeg/", frame_header(seq), std::string(200'000, 'x')}); });
    Child child({"sub", endpoint_, "front", "--raw"}, true);
    char first = 0;
    EXPECT_EQ(::read(child.read_end(), &first, 1), 1);  // then nothing more: its pipe is full
    child.signal(SIGINT);
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.err(), HasSubstr("front/jpeg/: "));
}

TEST_F(SubProgram, SavesFrames) {
    feed_frames("front/jpeg/");
    Child child({"sub", endpoint_, "--frames", "4", "--save", folder_ + "/kept"});
    EXPECT_EQ(child.wait(), 0);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/kept")) {
        EXPECT_EQ(entry.file_size(), 4U);
        EXPECT_THAT(entry.path().filename(), testing::ResultOf([](const auto& name) { return name.string(); }, testing::MatchesRegex("front-[0-9]+T[0-9]+[.][0-9]+Z-[0-9]+(-[0-9]+)?[.]jpg")));
        ++files;
    }
    EXPECT_EQ(files, 4);
}

TEST_F(SubProgram, ListsSeveralTopics) {
    feed(topic_json("front/jpeg/") + "," + topic_json("back/jpeg/") + "," + topic_json("front/notes/"));
    Child child({"sub", endpoint_});
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.out(), HasSubstr("back/jpeg/"));
    EXPECT_THAT(child.err(), HasSubstr("there are 2 topics"));
}

TEST_F(SubProgram, ExplainsAMissingTopicAndAnOfflineCamera) {
    feed(topic_json("front/jpeg/", R"("state":"offline","since_us":1000000,"why":"unplugged\u001b[2J")"));
    Child missing({"sub", endpoint_, "fornt/jpeg/", "--for", "2500ms"});
    Child offline({"sub", endpoint_, "--for", "2500ms"});
    EXPECT_EQ(missing.wait(), 1);
    EXPECT_EQ(offline.wait(), 1);
    EXPECT_THAT(missing.err(), HasSubstr("no topic fornt/jpeg/; did you mean front/jpeg/?"));
    EXPECT_THAT(offline.err(), HasSubstr("front is offline since "));
    EXPECT_THAT(offline.err(), HasSubstr("unplugged\\x1b[2J"));
}

TEST_F(SubProgram, ExplainsThatNobodyListens) {
    Child child({"sub", "ipc://" + folder_ + "/absent", "--for", "2100ms"});
    EXPECT_EQ(child.wait(), 1);
    EXPECT_THAT(child.err(), HasSubstr("nobody listens at ipc://"));
}

TEST_F(SubProgram, ExplainsAZmqLatestSinkAndAHostThatNobodyKnows) {
    zmq::socket_t router(context_, ZMQ_ROUTER);
    router.set(zmq::sockopt::linger, 0);
    const std::string asked = "ipc://" + folder_ + "/asked";
    router.bind(asked);
    Child latest({"sub", asked, "front/jpeg/", "--for", "2500ms"});
    Child unknown({"sub", "tcp://no-such-host.invalid:5555", "--for", "2500ms"});
    EXPECT_EQ(latest.wait(), 1);
    EXPECT_EQ(unknown.wait(), 1);
    EXPECT_THAT(latest.err(), HasSubstr(asked + " hangs up; name a zmq sink, for a zmq_latest sink is asked and not subscribed to: "));
    EXPECT_THAT(unknown.err(), HasSubstr("tcp://no-such-host.invalid:5555: no host of that name is found; check the name"));
}

TEST_F(SubProgram, SaysWhichKeyFileIsWrong) {
    const std::string key = folder_ + "/me.key_secret", absent = folder_ + "/absent";
    Child make({"keys", "me", "--folder", folder_});
    ASSERT_EQ(make.wait(), 0);
    Child own({"sub", endpoint_, "--key", absent, "--server-key", absent});
    Child theirs({"sub", endpoint_, "--key", key, "--server-key", absent});
    Child wrong({"sub", endpoint_, "--key", folder_ + "/me.key", "--server-key", folder_ + "/me.key"});
    for (Child* child : {&own, &theirs, &wrong}) EXPECT_EQ(child->wait(), 2);
    EXPECT_THAT(own.err(), HasSubstr("--key " + absent + ": there is no such file; name our NAME.key_secret; sluice keys NAME makes it"));
    EXPECT_THAT(theirs.err(), HasSubstr("--server-key " + absent + ": there is no such file; copy the publisher's NAME.key from its machine, and name that"));
    EXPECT_THAT(wrong.err(), HasSubstr("--key: " + folder_ + "/me.key has no secret-key; name the file whose name ends in .key_secret"));
}

TEST_F(SubProgram, SurvivesAHostilePublisher) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t seq) {
        send({"front/jpeg/"});
        send({"front/jpeg/", "{"});
        send({"front/jpeg/", std::string(60'000, '['), "x"});
        send({"front/jpeg/", std::string(100'000, ' '), "x"});
        send({"front/jpeg/" + std::string(1000, 'x'), frame_header(seq), "x"});
        send({"front/jpeg/evil", frame_header(seq), "x"});
        send({"sluice/stat/", "{\"v\":1,\"topics\":7}", ""});
        send({"front/jpeg/", frame_header(seq), "x", "a fourth part", "a fifth"});
    });
    Child child({"sub", endpoint_, "front/jpeg/", "--frames", "5"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr("front/jpeg/: 5 frames"));
    EXPECT_THAT(child.out(), HasSubstr("without a readable header"));
    EXPECT_THAT(child.out(), HasSubstr("ignored"));
}

TEST_F(SubProgram, ShowsWhatIsPublished) {
    feed(topic_json("front/jpeg/"));
    Child child({"sub", endpoint_, "sluice/stat/", "--frames", "1"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr("front/jpeg/  online"));
}

TEST_F(SubProgram, JsonOfTheStatTopicEndsWithAFinalObjectToo) {
    feed(topic_json("front/jpeg/"));
    Child child({"sub", endpoint_, "sluice/stat/", "--frames", "2", "--json"});
    EXPECT_EQ(child.wait(), 0);
    const std::string out = child.out();
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 3);
    EXPECT_THAT(out, HasSubstr(R"("messages":2)"));
    EXPECT_THAT(out, testing::EndsWith("\"final\":true}\n"));
}

TEST_F(SubProgram, EndsWhenItsReaderGoesThoughNobodyPublishes) {
    Child child({"sub", "ipc://" + folder_ + "/absent", "front"}, true);
    child.close_read_end();
    EXPECT_EQ(child.wait(), 0);
}

TEST_F(SubProgram, TellsAWrongNameOfEventsAtOnce) {
    feed(topic_json("front/jpeg/"));
    Child child({"sub", endpoint_, "fornt/event/", "--for", "1500ms"});
    EXPECT_EQ(child.wait(), 1);
    EXPECT_THAT(child.err(), HasSubstr("there is no topic fornt/event/; did you mean front/event/?"));
}

TEST_F(SubProgram, ShowsNotesAsALineOfJsonEach) {
    feed(topic_json("front/notes/"), [this](std::uint64_t seq) {
        std::string header = frame_header(seq % 2);
        header.insert(header.size() - 1, R"(,"notes":{"motion":0.5,"text":"a\u001b[2J\nb"})");
        send({"front/notes/", header, ""});
    });
    Child child({"sub", endpoint_, "front/notes/", "--frames", "2"});
    EXPECT_EQ(child.wait(), 0);
    const std::string out = child.out();
    for (const char* seq : {"0", "1"})
        EXPECT_THAT(out, HasSubstr(std::string(R"({"seq":)") + seq + R"(,"notes":{"motion":0.5,"text":"a\u001b[2J\nb"}})" + "\n"));
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
    EXPECT_THAT(child.err(), HasSubstr("front/notes/: 2 frames in "));
}

std::string event_header(std::uint64_t seq) {
    return R"({"v":1,"src":"front","seq":)" + std::to_string(seq) + R"(,"epoch":1,"ts_us":1,"wall_us":1,"event":"offline","why":"un\u001bplugged"})";
}

TEST_F(SubProgram, ShowsEachEventAsALine) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t seq) { send({"front/event/", event_header(seq), ""}); });
    Child child({"sub", endpoint_, "front/event", "--frames", "2"});
    EXPECT_EQ(child.wait(), 0);
    const std::string out = child.out();
    EXPECT_THAT(out, HasSubstr("front is offline: un\\x1bplugged\n"));
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
    EXPECT_THAT(child.err(), HasSubstr("front/event/: 2 events, lost 0"));
}

TEST_F(SubProgram, ShowsEachEventAsItsHeader) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t) { send({"front/event/", event_header(3), ""}); });
    Child child({"sub", endpoint_, "front/event/", "--frames", "2", "--json"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), testing::StartsWith(event_header(3) + "\n" + event_header(3) + "\n{"));
    EXPECT_THAT(child.out(), HasSubstr(R"("messages":2)"));
    EXPECT_THAT(child.out(), HasSubstr(R"("final":true)"));
}

TEST_F(SubProgram, WithoutAnEventItTellsTheStateAlone) {
    feed(topic_json("front/jpeg/", R"("state":"stalled","since_us":1000000,"why":"no frame for 5 s")"));
    Child child({"sub", endpoint_, "front/event/", "--for", "2500ms"});
    EXPECT_EQ(child.wait(), 1) << "none came";
    EXPECT_EQ(child.out(), "");
    EXPECT_THAT(child.err(), HasSubstr("front is stalled since "));
    EXPECT_THAT(child.err(), HasSubstr(": no frame for 5 s"));
    EXPECT_THAT(child.err(), testing::Not(HasSubstr("did you mean")));
}

TEST_F(SubProgram, ShowsEventsBesideTheFiguresOfFrames) {
    feed(topic_json("front/jpeg/"), [this](std::uint64_t seq) {
        send({"front/jpeg/", frame_header(seq), "x"});
        if (seq % 20 == 0) send({"front/event/", event_header(seq), ""});
    });
    Child child({"sub", endpoint_, "--frames", "200"});
    Child json({"sub", endpoint_, "--frames", "200", "--json"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_EQ(json.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr("front is offline: un\\x1bplugged\n"));
    EXPECT_THAT(child.out(), HasSubstr("front/jpeg/: 200 frames"));
    EXPECT_THAT(json.out(), testing::Not(HasSubstr("offline"))) << "each line of one kind";
}

TEST_F(SubProgram, EndsBySignalWithASummary) {
    feed_frames("front/jpeg/");
    Child child({"sub", endpoint_}, true);
    char first = 0;
    EXPECT_EQ(::read(child.read_end(), &first, 1), 1);  // its first line: it runs
    child.signal(SIGTERM);
    EXPECT_EQ(child.wait(), 0);
    std::string rest(4096, '\0');
    rest.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(child.read_end(), rest.data(), rest.size()))));
    EXPECT_THAT(rest, HasSubstr("frames in"));
}

}  // namespace
}  // namespace sluice::tool
