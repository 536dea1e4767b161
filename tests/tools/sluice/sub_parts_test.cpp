// The parts of `sluice sub` that need no socket: headers, losses, latencies, reasons for silence, files.
#include <dirent.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "tools/sluice/sub/event_report.hpp"
#include "tools/sluice/sub/frame_header.hpp"
#include "tools/sluice/sub/frame_saver.hpp"
#include "tools/sluice/sub/latency_clock.hpp"
#include "tools/sluice/sub/latency_histogram.hpp"
#include "tools/sluice/sub/loss_counter.hpp"
#include "tools/sluice/sub/report.hpp"
#include "tools/sluice/sub/silence.hpp"
#include "tools/sluice/sub/stat_report.hpp"
#include "tools/sluice/sub/topic_meter.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto good_header =
    R"({"v":1,"src":"front","seq":7,"epoch":42,"ts_us":1000,"wall_us":2000,"codec":"jpeg","w":1280,"h":720,"size":9})";

TEST(FrameHeader, ReadsWhatTheWireSays) {
    const auto header = parse_frame_header(good_header);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->src, "front");
    EXPECT_EQ(header->seq, 7U);
    EXPECT_EQ(header->epoch, 42U);
    EXPECT_EQ(header->ts_us, 1000);
    EXPECT_EQ(header->wall_us, 2000);
    EXPECT_EQ(header->width, 1280U);
}

class HostileHeader : public testing::TestWithParam<std::string> {};

TEST_P(HostileHeader, IsNoHeaderAndThrowsNothing) {
    EXPECT_FALSE(parse_frame_header(GetParam()));
    EXPECT_FALSE(parse_stat_report(GetParam()));
    EXPECT_FALSE(parse_event_report(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, HostileHeader, testing::Values(
    "", "{", "null", "[]", "1", "\"v\"", "{\"v\":2}", "{\"v\":\"1\"}", "{\"v\":1}", std::string("\0\0", 2), "\xff\xfe{}",
    R"({"v":1,"seq":-1,"epoch":1,"ts_us":1,"wall_us":1})", R"({"v":1,"seq":1.5,"epoch":1,"ts_us":1,"wall_us":1})",
    R"({"v":1,"seq":18446744073709551615,"epoch":1,"ts_us":1,"wall_us":1})",
    R"({"v":1,"seq":9007199254740993,"epoch":1,"ts_us":1,"wall_us":1})", R"({"v":1,"seq":[],"epoch":{},"ts_us":1,"wall_us":1})",
    R"({"v":1,"topics":{}})", std::string(100'000, '['), std::string(60'000, '['), "{\"v\":1," + std::string(70'000, ' ') + "\"seq\":1}"));

TEST(FrameHeader, DeepNotesCostNothing) {
    std::string header = good_header;
    header.insert(header.size() - 1, ",\"notes\":" + std::string(20'000, '[') + std::string(20'000, ']'));
    EXPECT_TRUE(parse_frame_header(header));
}

TEST(FrameHeader, NotesAreALineWhateverWasSent) {
    EXPECT_EQ(notes_line(R"({"v":1,"seq":7,"notes":{"a":1},"notes_left_out":true})"), R"({"seq":7,"notes":{"a":1},"notes_left_out":true})");
    EXPECT_EQ(notes_line(R"({"v":1,"seq":7,"notes":"\u001b"})"), R"({"seq":7,"notes":{}})");
    EXPECT_EQ(notes_line("\xff{"), R"({"seq":0,"notes":{}})");
}

constexpr auto online_event =
    R"({"v":1,"src":"front","seq":0,"epoch":7,"ts_us":1,"wall_us":1000000,"event":"online","why":"","codec":"jpeg","w":1280,"h":720,)"
    R"("fps":29.97,"stamp":"exposure_start"})";

TEST(EventReport, IsALineForPeople) {
    const auto online = parse_event_report(online_event);
    ASSERT_TRUE(online);
    EXPECT_EQ(event_text(*online), clock_text(1'000'000) + "  front is online: jpeg 1280x720, 29.97 fps");
    EventReport resting = *online;
    resting.why = "it rests: nobody wants its frames";
    EXPECT_THAT(event_text(resting), HasSubstr("29.97 fps; it rests: nobody"));
    const auto offline = parse_event_report(R"({"v":1,"src":"front","event":"offline","why":"unplugged\u001b[2J","wall_us":1000000})");
    ASSERT_TRUE(offline);
    EXPECT_EQ(event_text(*offline), clock_text(1'000'000) + "  front is offline: unplugged\\x1b[2J");
    EXPECT_THAT(event_text({.src = "front", .state = "ended", .why = {}, .codec = {}}), testing::EndsWith("front is ended"));
}

TEST(EventReport, IsItsHeaderForPrograms) {
    EXPECT_EQ(header_line(online_event), online_event) << "keys in their order";
    EXPECT_EQ(header_line("{\"v\":1,\n\"why\":\"\xc3\xa9\x7f\"}"), "{\"v\":1,\"why\":\"\\u00e9\\u007f\"}");
    EXPECT_EQ(header_line("[]"), "");
}

TEST(EventReport, StandsBesideFramesAndNotes) {
    EXPECT_EQ(events_of("front/jpeg/"), "front/event/");
    EXPECT_EQ(events_of("front/notes/"), "front/event/");
    EXPECT_EQ(events_of("sluice/stat/"), "");
    EXPECT_EQ(events_of("front"), "") << "an empty prefix would be everything";
}

TEST(StatReport, ReadsTopicsAndPassesOverTheRest) {
    const auto stat = parse_stat_report(R"({"v":1,"version":"0.1.0","boot":"b","topics":[7,{"topic":""},
        {"topic":"front/jpeg/","fps":29.5,"fps_agreed":30,"stamp":"frame_end","state":"offline","why":"gone","since_us":5,"drops":{"queue":3,"bad":-1},"w":1e99}]})");
    ASSERT_TRUE(stat);
    ASSERT_EQ(stat->topics.size(), 1U);
    const TopicReport& topic = stat->topics.front();
    EXPECT_TRUE(topic.carries_frames());
    EXPECT_EQ(topic.state, "offline");
    EXPECT_EQ(topic.width, 0U);
    ASSERT_EQ(topic.drops.size(), 1U);
    EXPECT_EQ(topic.drops.front().second, 3U);
    EXPECT_EQ(stat->find("front/jpeg/"), &topic);
    EXPECT_EQ(stat->find_companion("front/event/"), &topic);
    EXPECT_EQ(stat->find_companion("fron/event/"), nullptr);
    EXPECT_EQ(stat->find_companion("front/raw/"), nullptr);
    EXPECT_THAT(topics_text(*stat), HasSubstr("29.5 of 30"));
    EXPECT_THAT(topics_json(*stat), HasSubstr(R"("fps_agreed":30.0,"stamp":"frame_end")"));
}

TEST(StatReport, ReadsAtMost256Topics) {
    std::string json = R"({"v":1,"topics":[)";
    for (int i = 0; i < 400; ++i) json += R"({"topic":"a/jpeg/"},)";
    json.back() = ']';
    EXPECT_EQ(parse_stat_report(json + "}")->topics.size(), 256U);
}

TEST(LossCounter, CountsGapsWithinAnEpoch) {
    LossCounter losses;
    EXPECT_EQ(losses.take(1, 100), 0U);  // joined late: that is no loss
    EXPECT_EQ(losses.take(1, 101), 0U);
    EXPECT_EQ(losses.take(1, 105), 3U);
    EXPECT_EQ(losses.take(1, 103), 0U);  // late or repeated
    EXPECT_EQ(losses.take(1, 106), 0U);
    EXPECT_EQ(losses.lost(), 3U);
}

TEST(LossCounter, ANewEpochBeginsAtZeroUnlessTheLinkIsNewToo) {
    LossCounter losses;
    losses.take(5, 10);
    EXPECT_EQ(losses.take(6, 2), 2U);
    losses.relinked();
    EXPECT_EQ(losses.take(3, 50), 0U);  // a publisher restarted, its clock in the past
    EXPECT_EQ(losses.take(3, 51), 0U);
    EXPECT_EQ(losses.epochs(), 3U);
}

TEST(LossCounter, NeverOverflows) {
    LossCounter losses;
    losses.take(0, 0);
    const std::uint64_t most = std::uint64_t{1} << 53;
    for (std::uint64_t epoch = 1; epoch < 5000; ++epoch) losses.take(epoch, most);
    EXPECT_EQ(losses.lost(), std::numeric_limits<std::uint64_t>::max());
}

TEST(LatencyHistogram, GivesPercentiles) {
    LatencyHistogram latency;
    EXPECT_EQ(latency.percentile(0.5), 0);
    for (int i = 1; i <= 1000; ++i) latency.add(i * 100);
    EXPECT_NEAR(static_cast<double>(latency.percentile(0.5)), 50'000, 50'000 * 0.016);
    EXPECT_NEAR(static_cast<double>(latency.percentile(0.99)), 99'000, 99'000 * 0.016);
    latency.clear();
    latency.add(17);
    EXPECT_EQ(latency.percentile(0.99), 17);
}

TEST(LatencyHistogram, TakesAnyNumber) {
    LatencyHistogram latency;
    latency.add(std::numeric_limits<std::int64_t>::max());
    EXPECT_GT(latency.percentile(0.5), std::int64_t{1} << 52);
    latency.add(std::numeric_limits<std::int64_t>::min());
    EXPECT_TRUE(latency.clocks_differ());
}

TEST(LatencyHistogram, KnowsWhatMakesNoSense) {
    LatencyHistogram latency;
    for (const std::int64_t us : {-1000L, 0L, 3'600'000'000L}) latency.add(us);
    EXPECT_FALSE(latency.clocks_differ());
    for (const std::int64_t us : {-1001L, 3'600'000'001L, -1001L, -1001L}) latency.add(us);
    EXPECT_TRUE(latency.clocks_differ());
}

TEST(LatencyClock, IsMonotonicOnlyOnTheSameBoot) {
    LatencyClock clock("ours", true);
    EXPECT_TRUE(clock.shared());
    EXPECT_FALSE(clock.learn("ours"));
    EXPECT_TRUE(clock.learn("theirs"));
    EXPECT_STREQ(clock.name(), "wall");
    FrameHeader relayed;
    relayed.relayed = true;
    relayed.boot = "ours";
    EXPECT_TRUE(clock.learn(relayed)) << "a frame from here, by way of another machine";
    EXPECT_FALSE(clock.learn("theirs"));
    EXPECT_STREQ(clock.name(), "monotonic");
    relayed.boot.clear();
    EXPECT_TRUE(clock.learn(relayed)) << "nobody knows whose clock";
    EXPECT_FALSE(clock.learn(FrameHeader{})) << "the publisher's own: theirs";
    LatencyClock unknown("", false);
    EXPECT_FALSE(unknown.learn(relayed));
    EXPECT_FALSE(unknown.learn(""));
    EXPECT_FALSE(unknown.shared());
}

TEST(TopicMeter, SeparatesTheWindowFromTheWhole) {
    TopicMeter meter;
    FrameHeader header;
    const auto start = Clock::now();
    for (header.seq = 0; header.seq < 31; ++header.seq) meter.take(header, 10, 5, start + std::chrono::milliseconds(100) * header.seq);
    meter.turn();
    EXPECT_EQ(meter.window().frames, 0U);
    EXPECT_EQ(meter.total().frames, 31U);
    EXPECT_EQ(meter.total().bytes, 310U);
    EXPECT_DOUBLE_EQ(meter.total_fps(), 10);
}

Silence silence_with(const StatReport& stat, const std::string& topic) {
    Silence silence{"tcp://pi:5555", topic, {}, &stat};
    silence.link.connected = silence.link.linked = silence.link.was_linked = true;
    return silence;
}

TEST(SilenceText, TellsLinksApart) {
    Silence silence{"tcp://pi:5555", "", {}, nullptr};
    EXPECT_EQ(explain(silence), "nobody listens at tcp://pi:5555; is sluice running there?");
    silence.link.connected = true;
    EXPECT_THAT(explain(silence), HasSubstr("does not speak ZeroMQ"));
    silence.link.linked = silence.link.was_linked = true;
    EXPECT_THAT(explain(silence), HasSubstr("not even sluice/stat/"));
    silence.link.connected = silence.link.linked = false;
    EXPECT_THAT(explain(silence), HasSubstr("has gone"));
    silence.link.refused = Refusal::broken;
    EXPECT_THAT(explain(silence), HasSubstr("refuses us"));
    silence.link.refused = Refusal::kind;
    EXPECT_EQ(explain(silence), "tcp://pi:5555 hangs up; name a zmq sink, for a zmq_latest sink is asked and not subscribed to: "
                                "python3 -m sluice tcp://pi:5555 TOPIC --latest");
    silence.link.refused = Refusal::none;
    silence.link.unknown_host = true;
    EXPECT_EQ(explain(silence), "tcp://pi:5555: no host of that name is found; check the name, or write its IP address");
}

TEST(SilenceText, TellsWhatIsWrongWithTheKeys) {
    Silence silence{"tcp://pi:5555", "", {}, nullptr};
    silence.link.refused = Refusal::mechanism;
    EXPECT_THAT(explain(silence), HasSubstr("wants a key (curve); add --key FILE --server-key FILE"));
    silence.key_file = "keys/viewer.key_secret";
    silence.server_key_file = "pi.key";
    EXPECT_THAT(explain(silence), HasSubstr("has no curve: it does not encrypt; leave --key and --server-key away"));
    silence.link.refused = Refusal::key;
    EXPECT_EQ(explain(silence), "the publisher at tcp://pi:5555 refuses our key; put keys/viewer.key into the folder of its clients, or use a key that lies there");
    silence.link.refused = Refusal::broken;
    EXPECT_THAT(explain(silence), HasSubstr("ends the handshake; is it a zmq sink, not zmq_latest, and is pi.key the public key it has now?"));
}

TEST(SilenceText, TellsAWrongNameOfAnyKind) {
    StatReport stat;
    stat.topics.resize(1);
    stat.topics[0].topic = "front/jpeg/";
    EXPECT_THAT(explain_unknown(silence_with(stat, "fornt/event/")), HasSubstr("there is no topic fornt/event/; did you mean front/event/?"));
    EXPECT_THAT(explain_unknown(silence_with(stat, "fornt")), HasSubstr("did you mean front?"));
    for (const char* topic : {"front/event/", "front/notes/", "front/jpeg/", "front", "", "sluice/stat/"})
        EXPECT_EQ(explain_unknown(silence_with(stat, topic)), "") << topic;
}

TEST(SilenceText, NamesTheNearTopics) {
    StatReport stat;
    stat.topics.resize(2);
    stat.topics[0].topic = "front/jpeg/";
    stat.topics[1].topic = "back/jpeg/";
    EXPECT_THAT(explain(silence_with(stat, "fornt")), HasSubstr("did you mean front?"));
    EXPECT_THAT(explain(silence_with(stat, "front/raw/")), HasSubstr("did you mean front/jpeg/?"));
    EXPECT_THAT(explain(silence_with(stat, "garden")), HasSubstr("there are: front/jpeg/, back/jpeg/"));
    EXPECT_THAT(explain(silence_with(StatReport{}, "")), HasSubstr("has no topic"));
}

TEST(SilenceText, TellsWhyACameraIsOffline) {
    StatReport stat;
    stat.topics.resize(1);
    stat.topics[0] = {.topic = "front/jpeg/", .src = "front", .codec = {}, .state = "offline", .why = "unplugged\x1b[2J", .stamp = {}, .drops = {}};
    stat.topics[0].since_us = 1'000'000;
    const std::string text = explain(silence_with(stat, "front/jpeg/"));
    EXPECT_THAT(text, HasSubstr("front is offline since " + clock_text(1'000'000) + ": unplugged"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_EQ(explain(silence_with(stat, "front/notes/")), text) << "what rides on the frames has the same reason";
    EXPECT_EQ(explain(silence_with(stat, "front/event/")), "") << "no change is no trouble";
    EXPECT_THAT(explain(silence_with(stat, "fornt/event/")), HasSubstr("there is no topic fornt/event/"));
    stat.topics[0].state = "online";
    stat.topics[0].why = "exposure_dynamic_framerate is on";
    EXPECT_THAT(explain(silence_with(stat, "front/jpeg/")), HasSubstr("is online since " + clock_text(1'000'000) + ": exposure_dynamic_framerate is on"));
    stat.topics[0].why.clear();
    stat.topics[0].fps = 1.0 / 60;
    EXPECT_THAT(explain(silence_with(stat, "front/jpeg/")), HasSubstr("every 60 s"));
}

class Saving : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "sluice-save-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string folder_;
};

TEST_F(Saving, NamesByTimeAndSequenceAndOverwritesNothing) {
    FrameSaver saver(folder_ + "/new/folder");
    const auto header = *parse_frame_header(R"({"v":1,"seq":42,"epoch":1,"ts_us":1,"wall_us":1795342500123456,"codec":"jpeg"})");
    saver.save("front/jpeg/", header, "first");
    saver.save("front/jpeg/", header, "second");
    const std::string stem = folder_ + "/new/folder/front-20261122T101500.123Z-000042";
    std::string text;
    std::ifstream(stem + ".jpg") >> text;
    EXPECT_EQ(text, "first");
    std::ifstream(stem + "-2.jpg") >> text;
    EXPECT_EQ(text, "second");
}

TEST_F(Saving, TheNameOfRawPixelsSaysHowToOpenThem) {
    FrameHeader header;
    header.codec = "yuyv";
    header.width = 640;
    header.height = 480;
    EXPECT_EQ(file_stem("hall/raw/", header) + file_ending(header), "hall-19700101T000000.000Z-000000.640x480.yuyv");
}

TEST_F(Saving, NothingSentLeadsOutOfTheFolder) {
    FrameHeader header;
    header.codec = "../../etc/x";
    header.src = "../..";
    header.wall_us = std::int64_t{1} << 53;
    EXPECT_EQ(file_ending(header), ".bin");
    for (const char* topic : {"../../etc/", "..", "", "front/jpeg/"}) {
        EXPECT_EQ(file_stem(topic, header).find('/'), std::string::npos) << topic;
        EXPECT_NE(file_stem(topic, header).front(), '.') << topic;
    }
}

TEST_F(Saving, AFolderThatCannotBeIsRefused) {
    std::ofstream(folder_ + "/file") << "x";
    EXPECT_THROW(FrameSaver(folder_ + "/file"), Error);
}

}  // namespace
}  // namespace sluice::tool
