#include "sinks/zmq/zmq_sink.hpp"

#include <poll.h>

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "tests/sinks/zmq/watched_bytes.hpp"
#include "tests/sinks/zmq/zmq_sink_fixture.hpp"

namespace sluice {
namespace {

using namespace test;
using testing::HasSubstr;
using Json = nlohmann::json;

class ZmqSinkTest : public ZmqSinkFixture {};

TEST_F(ZmqSinkTest, WantsFramesOnlyWhileSomebodySubscribes) {
    open({"cam", "other"});
    EXPECT_EQ(context_->demands, (std::vector{Demand::none, Demand::none}));
    Subscriber subscriber(endpoint_, {"cam/jpeg/"});
    EXPECT_TRUE(demand_becomes(Demand::bytes));
    EXPECT_EQ(context_->demands[1], Demand::none);
    subscriber.unsubscribe("cam/jpeg/");
    EXPECT_TRUE(demand_becomes(Demand::none));
    subscriber.subscribe("cam/notes/");
    EXPECT_TRUE(demand_becomes(Demand::notes)) << "boxes without pictures";
    subscriber.subscribe("");
    EXPECT_TRUE(demand_becomes(Demand::bytes, 1)) << "everything is everything";
}

TEST_F(ZmqSinkTest, ReadingTheStatTopicIsNoDemand) {
    open();
    Subscriber subscriber(endpoint_, {"sluice/stat/"});
    ASSERT_TRUE(wait_for([&] { return attend(), !subscriber.receive_now().empty(); }));
    EXPECT_EQ(context_->demands[0], Demand::none);
}

TEST_F(ZmqSinkTest, PublishesTheFrameUntouchedWithItsHeader) {
    open();
    Subscriber subscriber(endpoint_, {"cam/jpeg/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame(camera_info(12, 1760000000123), bytes_of("the picture")));
    const auto parts = subscriber.receive();
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[0], "cam/jpeg/");
    EXPECT_EQ(parts[2], "the picture");
    const Json json = header(parts);
    EXPECT_EQ(json["v"], 1);
    EXPECT_EQ(json["src"], "cam");
    EXPECT_EQ(json["seq"], 0);
    EXPECT_EQ(json["epoch"], 1760000000123);
    EXPECT_EQ(json["ts_us"], 100'399'996);
    EXPECT_EQ(json["codec"], "jpeg");
    EXPECT_EQ(json["w"], 640);
    EXPECT_EQ(json["size"], 11);
    EXPECT_EQ(json["cam_seq"], 12);
    EXPECT_EQ(json["orig"], true);
}

TEST_F(ZmqSinkTest, CountsFromZeroInEachEpoch) {
    open();
    Subscriber subscriber(endpoint_, {"cam/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    std::vector<std::pair<int, int>> told;
    for (const auto& [sequence, epoch] : {std::pair{7, 1}, {8, 1}, {20, 1}, {0, 2}, {1, 2}}) {
        write(make_frame(static_cast<std::uint64_t>(sequence), static_cast<std::uint64_t>(epoch)));
        const Json frame = header(subscriber.receive());
        const Json notes = header(subscriber.receive());
        attend();
        ASSERT_TRUE(frame.is_object() && notes.is_object());
        told.emplace_back(frame["epoch"], frame["seq"]);
        EXPECT_EQ(notes["seq"], frame["seq"]) << "each topic counts for itself";
        EXPECT_EQ(notes["ts_us"], frame["ts_us"]);
    }
    EXPECT_EQ(told, (std::vector<std::pair<int, int>>{{1, 0}, {1, 1}, {1, 2}, {2, 0}, {2, 1}}));
}

TEST_F(ZmqSinkTest, SendsNotesWithoutThePicture) {
    open();
    Subscriber subscriber(endpoint_, {"cam/notes/"});
    ASSERT_TRUE(demand_becomes(Demand::notes));
    write(make_frame(camera_info(), bytes_of("the picture"), Notes().with("motion", 0.5)));
    const auto parts = subscriber.receive();
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[0], "cam/notes/");
    EXPECT_EQ(parts[2], "");
    EXPECT_EQ(header(parts)["notes"], Json({{"motion", 0.5}}));
    EXPECT_EQ(header(parts)["size"], 0);
}

TEST_F(ZmqSinkTest, ARawPictureHasATopicOfItsOwn) {
    open();
    Subscriber raw(endpoint_, {"cam/raw/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes)) << "before the first frame its kind is not known";
    FrameInfo info = camera_info();
    info.format = Format::yuyv;
    write(make_frame(info, bytes_of("raw pixels")));
    EXPECT_EQ(raw.receive().at(0), "cam/raw/");
    raw.unsubscribe("cam/raw/");
    raw.subscribe("cam/jpeg/");
    EXPECT_TRUE(demand_becomes(Demand::none)) << "now it is known, and nobody wants it";
}

TEST_F(ZmqSinkTest, CountsAFrameThatCameAfterTheLastSubscriberLeft) {
    open();
    write(make_frame());
    EXPECT_EQ((context_->drops[{0, "unsubscribed"}]), 1u);
}

TEST_F(ZmqSinkTest, ALaneThatSendsByLibzmqSeesNewSubscribersItself) {
    endpoint_ = "ipc://*";  // a path of libzmq's choice
    make({});
    open({"cam", "other"});
    endpoint_ = dynamic_cast<Reachable&>(*sink_).reach();
    endpoint_.resize(endpoint_.find(' '));
    const Subscriber first(endpoint_, {"cam/jpeg/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const Subscriber second(endpoint_, {"other/jpeg/"});
    EXPECT_TRUE(wait_for([&] { return write(make_frame()), context_->demands[1] == Demand::bytes; })) << "without attend()";
}

TEST_F(ZmqSinkTest, WhoComesWhileNothingIsSentIsSeenAtOnce) {
    open();
    auto& answering = dynamic_cast<Answering&>(*sink_);
    const auto answer = [&] {
        pollfd fd{answering.answer_fd(), POLLIN, 0};
        if (::poll(&fd, 1, 10) > 0) answering.answer();
    };
    Subscriber subscriber(endpoint_, {"cam/jpeg/"});
    EXPECT_TRUE(wait_for([&] { return answer(), context_->demands[0] == Demand::bytes; })) << "without a look of the host's";
    const auto begin = Clock::now();
    dynamic_cast<Attended&>(*sink_).attend(begin + std::chrono::seconds(10));
    for (int i = 0; i < 100; ++i) write(make_frame());
    dynamic_cast<Attended&>(*sink_).attend(begin + std::chrono::seconds(11));
    subscriber.unsubscribe("cam/jpeg/");
    ASSERT_TRUE(wait_for([&] { return write(make_frame()), answer(), context_->demands[0] == Demand::none; }));
    subscriber.subscribe("cam/notes/");
    EXPECT_TRUE(wait_for([&] { return answer(), context_->demands[0] == Demand::notes; })) << "also after much was sent";
}

TEST_F(ZmqSinkTest, ABusySocketWakesNobody) {
    open();
    Subscriber subscriber(endpoint_, {"cam/jpeg/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const auto begin = Clock::now();
    dynamic_cast<Attended&>(*sink_).attend(begin + std::chrono::seconds(10));
    for (int i = 0; i < 100; ++i) write(make_frame());
    dynamic_cast<Attended&>(*sink_).attend(begin + std::chrono::seconds(11));
    for (int i = 0; i < 100; ++i) {
        write(make_frame());
        (void)subscriber.receive();
        pollfd fd{dynamic_cast<Answering&>(*sink_).answer_fd(), POLLIN, 0};
        ASSERT_EQ(::poll(&fd, 1, 0), 0);
    }
}

TEST_F(ZmqSinkTest, TellsItsStateToWhoAsksWithinASecondAndThenOnceASecond) {
    open();
    context_->status_of_all.state = InputStatus::State::offline;
    context_->status_of_all.why = "unplugged";
    context_->status_of_all.since = Clock::now();
    Subscriber subscriber(endpoint_, {"sluice/stat/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(wait_for([&] { return attend(), !(parts = subscriber.receive_now()).empty(); })) << "a newcomer is told at once";
    EXPECT_EQ(parts.at(0), "sluice/stat/");
    EXPECT_EQ(parts.at(2), "");
    const Json topic = header(parts)["topics"].at(0);
    EXPECT_EQ(topic["topic"], "cam/jpeg/");
    EXPECT_EQ(topic["state"], "offline");
    EXPECT_EQ(topic["why"], "unplugged");
    auto& attended = dynamic_cast<Attended&>(*sink_);
    const auto begin = Clock::now();
    for (int ms = 0; ms <= 3000; ms += 100) attended.attend(begin + std::chrono::milliseconds(ms));
    int count = 0;
    while (wait_for([&] { return !(parts = subscriber.receive_now()).empty(); }, std::chrono::milliseconds(200))) ++count;
    EXPECT_GE(count, 2);
    EXPECT_LE(count, 4);
}

TEST_F(ZmqSinkTest, TheStatTellsTheRateOfTheLastSeconds) {
    open();
    Subscriber frames(endpoint_, {"cam/jpeg/"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    auto& attended = dynamic_cast<Attended&>(*sink_);
    const auto begin = Clock::now();
    attended.attend(begin + std::chrono::seconds(10));
    for (int i = 0; i < 4; ++i) write(make_frame(camera_info(), bytes_of(std::string(500, 'x'))));
    attended.attend(begin + std::chrono::seconds(12));
    Subscriber stat(endpoint_, {"sluice/stat/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(wait_for([&] { return attended.attend(begin + std::chrono::seconds(12)), !(parts = stat.receive_now()).empty(); }));
    EXPECT_EQ(header(parts)["topics"][0]["bytes_per_s"], 1000);
    EXPECT_EQ(header(parts)["topics"][0]["subscribers"], 1);
}

TEST_F(ZmqSinkTest, TheStatTellsWhatSubscribersMissed) {
    open();
    Subscriber stalled(endpoint_, {"cam/jpeg/"}, 1);
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    const std::string picture(4 << 20, 'x');
    for (std::uint64_t i = 0; i < 30; ++i) write(make_frame(camera_info(i, 1), bytes_of(picture)));
    Subscriber stat(endpoint_, {"sluice/stat/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(wait_for([&] { return attend(), !(parts = stat.receive_now()).empty(); }));
    EXPECT_GT(header(parts)["topics"][0]["missed"], 10);
    EXPECT_TRUE(context_->drops.empty()) << "the others would have had them";
}

TEST_F(ZmqSinkTest, TellsEachChangeOfStateToWhoReadsEvents) {
    using State = InputStatus::State;
    open({"cam", "other"});
    Subscriber subscriber(endpoint_, {"cam/event/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(event_comes(subscriber, parts, 1)) << "without a frame, and without attend()";
    change(State::online, 2);
    change(State::online, 9, {}, 1);
    change(State::offline, 2, "unplugged");
    change(State::online, 3);
    while ((parts = subscriber.receive(), header(parts)["epoch"] == 1)) {
    }
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[0], "cam/event/");
    EXPECT_EQ(parts[2], "");
    const Json online = header(parts);
    EXPECT_EQ(online["src"], "cam");
    EXPECT_EQ(online["seq"], 0);
    EXPECT_EQ(online["event"], "online");
    EXPECT_EQ(online["w"], 640);
    EXPECT_EQ(online["fps"], 25.0);
    EXPECT_EQ(online["stamp"], "exposure_start");
    EXPECT_NEAR(online["wall_us"].get<double>(), static_cast<double>(microseconds(std::chrono::system_clock::now())), 60e6);
    const Json offline = header(subscriber.receive());
    EXPECT_EQ(offline["event"], "offline") << "not the other input's";
    EXPECT_EQ(offline["why"], "unplugged");
    EXPECT_EQ(offline["seq"], 1);
    EXPECT_FALSE(offline.contains("w"));
    const Json again = header(subscriber.receive());
    EXPECT_EQ(again["epoch"], 3);
    EXPECT_EQ(again["seq"], 0) << "from 0 in each epoch";
}

TEST_F(ZmqSinkTest, ReadingEventsIsNoDemandForFrames) {
    open();
    Subscriber subscriber(endpoint_, {"cam/event/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(event_comes(subscriber, parts, 1));
    EXPECT_EQ(context_->demands[0], Demand::none);
}

TEST_F(ZmqSinkTest, CountsTheEventsThatItSent) {
    open();
    change(InputStatus::State::online, 5);
    change(InputStatus::State::stalled, 5);
    Subscriber subscriber(endpoint_, {"cam/event/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(event_comes(subscriber, parts, 5));
    EXPECT_EQ(header(parts)["seq"], 0) << "those before had no reader";
}

TEST_F(ZmqSinkTest, TheStatTellsWhatTheSourceAgreedTo) {
    open();
    change(InputStatus::State::online, 5);
    change(InputStatus::State::stalled, 5, "no frame for 5 s");
    Subscriber stat(endpoint_, {"sluice/stat/"});
    std::vector<std::string> parts;
    ASSERT_TRUE(wait_for([&] { return attend(), !(parts = stat.receive_now()).empty(); }));
    EXPECT_EQ(header(parts)["topics"][0]["fps_agreed"], 25.0);
    EXPECT_EQ(header(parts)["topics"][0]["stamp"], "exposure_start");
}

TEST_F(ZmqSinkTest, AChangeAfterItHasClosedIsNobodysNews) {
    open();
    sink_->close(false);
    change(InputStatus::State::ended, 5, "stopped");
}

TEST_F(ZmqSinkTest, AllBuffersAreHomeWhenItHasClosed) {
    for (const bool flush : {false, true}) {
        sink_ = zmq_sink.make_sink(*params_);
        open();
        const Subscriber stalled(endpoint_, {"cam/jpeg/"}, 1);
        ASSERT_TRUE(demand_becomes(Demand::bytes));
        WatchedBytes payloads;
        for (int i = 0; i < 10; ++i) write(make_frame(camera_info(), payloads.make(1 << 20)));
        sink_->close(flush);
        EXPECT_EQ(payloads.alive(), 0u);
    }
}

TEST_F(ZmqSinkTest, TellsHowToReachIt) {
    open({"cam", "back"});
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), endpoint_ + " (this machine only), topics cam/ back/");
    context_->status_of_all.state = InputStatus::State::online;
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), endpoint_ + " (this machine only), topics cam/jpeg/ back/jpeg/");
}

struct Collected final : Complaints {
    void add(std::string_view param, std::string_view what, std::string_view next) override {
        all.push_back(std::string(param) + ": " + std::string(what) + "; " + std::string(next));
    }
    std::vector<std::string> all;
};

std::vector<std::string> complaints_about(Texts texts) {
    Collected complaints;
    zmq_sink.check(FakeParams(zmq_sink, std::move(texts)), complaints);
    return complaints.all;
}

TEST(ZmqSinkCheck, RefusesToBeSeenByOthersUnlessThatIsWritten) {
    EXPECT_EQ(complaints_about({{"bind", {"tcp://*:5555"}}}),
              std::vector<std::string>{"bind: tcp://*:5555 can be reached from other machines, and anybody there could watch; "
                                       "bind tcp://127.0.0.1:5555, add curve: { key: FILE, clients: FOLDER }, or write insecure: true if that is meant"});
    EXPECT_TRUE(complaints_about({{"bind", {"tcp://*:5555"}}, {"insecure", {"true"}}}).empty());
    EXPECT_TRUE(complaints_about({{"bind", {"tcp://127.0.0.1:5555", "ipc:///tmp/x"}}}).empty());
}

TEST(ZmqSinkCheck, KeysMakeAnAddressSafe) {
    const auto with_curve = [](std::vector<std::string> curve) { return complaints_about({{"bind", {"tcp://*:5555"}}, {"curve", std::move(curve)}}); };
    EXPECT_TRUE(with_curve({"key=/k/server.key_secret", "clients=/"}).empty());
    EXPECT_EQ(with_curve({"key=/k/server.key_secret"}),
              std::vector<std::string>{"curve: clients is missing, the folder with the public keys of who may watch; without it nobody could"});
    EXPECT_EQ(with_curve({"clients=/"}),
              std::vector<std::string>{"curve: key is missing, the file with this side's secret key; sluice keys NAME makes one"});
    EXPECT_EQ(with_curve({"key=/k/server.key_secret", "clients=/nowhere/clients"}),
              std::vector<std::string>{"curve: no folder /nowhere/clients; make it, and put the .key file of each client into it"});
}

TEST(ZmqSinkCheck, InsecureBesideKeysIsAMistake) {
    EXPECT_EQ(complaints_about({{"bind", {"tcp://*:5555"}}, {"insecure", {"true"}}, {"curve", {"key=/k/server.key_secret", "clients=/"}}}),
              std::vector<std::string>{"insecure: true means nothing beside curve, where the keys alone decide who may watch; "
                                       "leave insecure away, or curve if anybody may watch"});
}

TEST(ZmqSinkCheck, HasALaneOfItsOwnWhereItWaits) {
    const auto may_block = [](const char* latency) {
        return zmq_sink.may_block(FakeParams(zmq_sink, {{"bind", {"tcp://127.0.0.1:5555"}}, {"latency", {latency}}}));
    };
    EXPECT_TRUE(may_block("complete"));
    EXPECT_FALSE(may_block("balanced"));
    EXPECT_FALSE(may_block("low"));
}

TEST(ZmqSinkCheck, TellsEachWrongAddress) {
    const auto all = complaints_about({{"bind", {"tcp://127.0.0.1:99999", "5555", "tcp://0.0.0.0:1"}}});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_THAT(all[0], HasSubstr("port \"99999\" is not 1 to 65535"));
    EXPECT_THAT(all[1], HasSubstr("\"5555\" is no address to bind to; write tcp://127.0.0.1:5555"));
    EXPECT_THAT(all[2], HasSubstr("insecure: true"));
}

}  // namespace
}  // namespace sluice
