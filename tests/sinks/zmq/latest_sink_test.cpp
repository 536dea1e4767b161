#include "sinks/zmq/latest_sink.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sluice/error.hpp>

#include "tests/sinks/zmq/latest_sink_case.hpp"

namespace sluice {
namespace {

using namespace test;
using testing::HasSubstr;

class LatestSinkTest : public LatestSinkCase {};

TEST_F(LatestSinkTest, HasALaneOfItsOwnAndNarrows) {
    EXPECT_TRUE(zmq_latest_sink.blocks);
    EXPECT_TRUE(zmq_latest_sink.narrows);
    EXPECT_EQ(zmq_latest_sink.queue, 1u);
    EXPECT_FALSE(zmq_latest_sink.wants);
}

TEST_F(LatestSinkTest, AnswersARequestWithTheNextFrame) {
    open();
    LatestAsker asker(endpoint_);
    asker.ask("cam/jpeg/");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame(camera_info(12, 1760000000123), bytes_of("the picture")));
    const Parts parts = asker.receive();
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(parts[0], "cam/jpeg/");
    EXPECT_EQ(parts[2], "the picture");
    const Json header = Json::parse(parts[1]);
    EXPECT_EQ(header["v"], 1);
    EXPECT_EQ(header["src"], "cam");
    EXPECT_EQ(header["seq"], 0);
    EXPECT_EQ(header["epoch"], 1760000000123);
    EXPECT_EQ(header["ts_us"], 100'399'996);
    EXPECT_EQ(header["w"], 640);
    EXPECT_EQ(header["size"], 11);
    EXPECT_EQ(header["cam_seq"], 12);
    EXPECT_EQ(header["orig"], true);
    write(make_frame(13));
    EXPECT_TRUE(asker.receive_now().empty()) << "one answer for a request";
}

TEST_F(LatestSinkTest, GivesAReqSocketItsDelimiterBack) {
    open();
    LatestAsker req(endpoint_, "", ZMQ_REQ);
    for (int i = 0; i < 3; ++i) {
        req.ask("cam/jpeg/");
        const Parts parts = frames_until_answer(req);
        ASSERT_EQ(parts[0], "cam/jpeg/");
        EXPECT_EQ(Json::parse(parts[1])["seq"], i);
    }
    req.ask("nobody/jpeg/");
    EXPECT_THAT(refusal_of(req), HasSubstr("there is no topic"));
}

TEST_F(LatestSinkTest, ADealerMayPutADelimiterInFrontToo) {
    open();
    LatestAsker dealer(endpoint_);
    dealer.send("", ZMQ_SNDMORE);
    dealer.ask("cam/jpeg/");
    const Parts parts = frames_until_answer(dealer);
    ASSERT_EQ(parts.size(), 4u);
    EXPECT_EQ(parts[0], "");
    EXPECT_EQ(parts[1], "cam/jpeg/");
}

TEST_F(LatestSinkTest, GivesTheNewestAndEachFrameOnce) {
    open();
    LatestAsker asker(endpoint_);
    asker.ask("cam/jpeg/");
    EXPECT_EQ(Json::parse(frames_until_answer(asker)[1])["seq"], 0);
    for (std::uint64_t i = 0; i < 5; ++i) write(make_frame(sequence_++));
    asker.ask("cam/jpeg/");
    const Json header = Json::parse(frames_until_answer(asker)[1]);
    EXPECT_EQ(header["seq"], 1) << "it counts answers: what the client did not ask for is no loss";
    EXPECT_GE(header["cam_seq"], 5);
}

TEST_F(LatestSinkTest, CountsFromZeroInEachEpochForEachClientAndTopic) {
    open({"cam", "other"});
    LatestAsker one(endpoint_), two(endpoint_);
    const auto seq_of = [&](LatestAsker& asker, const char* topic, std::size_t input, std::uint64_t epoch) {
        asker.ask(topic);
        Parts parts;
        EXPECT_TRUE(wait_for([&] { return write(make_frame(sequence_++, epoch), input), !(parts = asker.receive_now()).empty(); }));
        return parts.empty() ? -1 : Json::parse(parts[1])["seq"].get<int>();
    };
    EXPECT_EQ(seq_of(one, "cam/jpeg/", 0, 1), 0);
    EXPECT_EQ(seq_of(one, "cam/jpeg/", 0, 1), 1);
    EXPECT_EQ(seq_of(two, "cam/jpeg/", 0, 1), 0);
    EXPECT_EQ(seq_of(one, "other/jpeg/", 1, 1), 0);
    EXPECT_EQ(seq_of(one, "cam/jpeg/", 0, 1), 2);
    EXPECT_EQ(seq_of(one, "cam/jpeg/", 0, 2), 0);
}

TEST_F(LatestSinkTest, ANewerRequestReplacesOneThatWaits) {
    open();
    LatestAsker asker(endpoint_);
    asker.ask("cam/jpeg/");
    asker.ask("cam/jpeg/", ",\"max_w\":320");
    asker.ask("sluice/stat/");  // its answer says that both have come
    EXPECT_EQ(answer_to(asker)[0], "sluice/stat/");
    write(make_frame());
    EXPECT_EQ(asker.receive().at(2), "small 320");
    write(make_frame(1));
    write(make_frame(2));
    asker.ask("sluice/stat/");
    EXPECT_EQ(answer_to(asker)[0], "sluice/stat/") << "and no second frame";
}

TEST_F(LatestSinkTest, MakesOnePictureForAllWhoWantItSoNarrow) {
    open();
    std::vector<std::unique_ptr<LatestAsker>> askers;
    for (int i = 0; i < 6; ++i) {
        askers.push_back(std::make_unique<LatestAsker>(endpoint_));
        askers.back()->ask("cam/jpeg/", i % 3 == 0 ? ",\"max_w\":400" : i % 3 == 1 ? ",\"max_w\":320" : "");
        askers.back()->ask("sluice/stat/");
        EXPECT_EQ(answer_to(*askers.back())[0], "sluice/stat/");
    }
    write(make_frame());
    for (int i = 0; i < 6; ++i) {
        const Parts parts = askers[static_cast<std::size_t>(i)]->receive();
        ASSERT_EQ(parts.size(), 3u);
        const Json header = Json::parse(parts[1]);
        EXPECT_EQ(header["w"], i % 3 == 2 ? 640 : 320);
        EXPECT_EQ(header["h"], i % 3 == 2 ? 480 : 240);
        EXPECT_EQ(header["orig"], i % 3 == 2);
        EXPECT_EQ(header["size"], parts[2].size());
    }
    EXPECT_EQ(narrowed_, 1);
}

TEST_F(LatestSinkTest, GivesAtMostSoManyASecond) {
    open();
    LatestAsker asker(endpoint_);
    int answers = 0;
    const auto begin = Clock::now();
    asker.ask("cam/jpeg/", ",\"max_fps\":10");
    ASSERT_TRUE(wait_for([&] {
        write(make_frame(sequence_++));
        if (!asker.receive_now().empty()) {
            ++answers;
            asker.ask("cam/jpeg/", ",\"max_fps\":10");
        }
        return Clock::now() - begin > std::chrono::seconds(1);
    }));
    EXPECT_GE(answers, 5);
    EXPECT_LE(answers, 11);
}

TEST_F(LatestSinkTest, SaysWhyARequestCannotBeMet) {
    open();
    LatestAsker asker(endpoint_);
    asker.send("front");
    EXPECT_THAT(refusal_of(asker), HasSubstr("no JSON object; send"));
    asker.ask("cm/jpeg/");
    EXPECT_THAT(refusal_of(asker), HasSubstr("did you mean cam/?"));
    asker.send("{}", ZMQ_SNDMORE);
    asker.send("{}");
    EXPECT_THAT(refusal_of(asker), HasSubstr("several parts"));
    asker.ask("cam/jpeg/", ",\"max_w\":79");
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame());
    EXPECT_THAT(refusal_of(asker), HasSubstr("ask for max_w 80 or more"));
    context_->narrows = [](const FramePtr&, std::uint32_t) -> FramePtr { throw Error("the bytes are damaged"); };
    asker.ask("cam/jpeg/", ",\"max_w\":320");
    EXPECT_THAT(Json::parse(frames_until_answer(asker)[1])["why"].get<std::string>(), HasSubstr("damaged"));
    context_->narrows = [](const FramePtr&, std::uint32_t) -> FramePtr { throw 42; };
    asker.ask("cam/jpeg/", ",\"max_w\":320");
    EXPECT_EQ(frames_until_answer(asker)[0], "sluice/error/") << "whatever a host throws";
}

TEST_F(LatestSinkTest, ARawPictureIsRawUnlessItIsNarrowed) {
    open();
    FrameInfo info = camera_info();
    info.format = Format::yuyv;
    LatestAsker jpeg(endpoint_), raw(endpoint_), small(endpoint_);
    jpeg.ask("cam/jpeg/");
    raw.ask("cam/raw/");
    small.ask("cam/raw/", ",\"max_w\":320");
    for (LatestAsker* asker : {&jpeg, &raw, &small}) {
        asker->ask("sluice/stat/");
        EXPECT_EQ(answer_to(*asker)[0], "sluice/stat/");
    }
    write(make_frame(info, bytes_of("raw pixels")));
    EXPECT_EQ(raw.receive().at(0), "cam/raw/");
    EXPECT_THAT(jpeg.receive().at(1), HasSubstr("ask for cam/raw/"));
    const Parts parts = small.receive();
    EXPECT_EQ(parts.at(0), "cam/jpeg/") << "the kind says what the payload is";
    EXPECT_EQ(Json::parse(parts.at(1))["codec"], "jpeg");
}

TEST_F(LatestSinkTest, WhoAsksByNameAloneGetsFramesOfWhicheverKind) {
    open();
    LatestAsker asker(endpoint_);
    asker.ask("cam");
    ASSERT_TRUE(demand_becomes(Demand::bytes)) << "before the first frame nobody knows the kind";
    FrameInfo info = make_frame()->info();
    info.format = Format::gray;
    write(make_frame(info, bytes_of("raw pixels")));
    EXPECT_EQ(asker.receive().at(0), "cam/raw/");
    asker.ask("cam");
    EXPECT_EQ(frames_until_answer(asker)[0], "cam/jpeg/") << "and whichever comes then";
}

TEST_F(LatestSinkTest, SaysHowToReachIt) {
    open({"cam", "other"});
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), endpoint_ + " (this machine only), ask for cam/ other/") << "of which kind is not known yet";
    context_->status_of_all.state = InputStatus::State::online;
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), endpoint_ + " (this machine only), ask for cam/jpeg/ other/jpeg/");
}

TEST_F(LatestSinkTest, HasSomethingToDoWhenAsked) {
    open();
    EXPECT_GE(dynamic_cast<Attended&>(*sink_).attend_fd(), 0);
    sink_->close(false);
    EXPECT_EQ(dynamic_cast<Attended&>(*sink_).attend_fd(), -1);
}

class Listener final : public Complaints {
public:
    void add(std::string_view param, std::string_view what, std::string_view next) override {
        all += std::string(param) + ": " + std::string(what) + "; " + std::string(next) + "\n";
    }
    std::string all;
};

std::string complaints_about(Texts texts) {
    const FakeParams params(zmq_latest_sink, std::move(texts));
    Listener told;
    zmq_latest_sink.check(params, told);
    return told.all;
}

TEST(LatestSinkCheck, OtherMachinesNeedCurveOrAWrittenInsecure) {
    EXPECT_EQ(complaints_about({{"bind", {"tcp://127.0.0.1:5556", "ipc:///tmp/x"}}}), "");
    EXPECT_THAT(complaints_about({{"bind", {"tcp://*:5556"}}}), HasSubstr("anybody there could watch; bind tcp://127.0.0.1:5556"));
    EXPECT_EQ(complaints_about({{"bind", {"tcp://*:5556"}}, {"insecure", {"true"}}}), "");
    EXPECT_EQ(complaints_about({{"bind", {"tcp://*:5556"}}, {"curve", {"key=/k", "clients=/"}}}), "");
    EXPECT_THAT(complaints_about({{"bind", {"tcp://*:5556"}}, {"curve", {"key=/k"}}}), HasSubstr("clients is missing"));
    EXPECT_THAT(complaints_about({{"bind", {"tcp://*:5556"}}, {"curve", {"clients=/"}}}), HasSubstr("key is missing"));
    EXPECT_THAT(complaints_about({{"bind", {"nonsense"}}}), HasSubstr("bind: "));
}

}  // namespace
}  // namespace sluice
