#include "sinks/zmq/framing.hpp"

#include <gmock/gmock.h>

#include "tests/sinks/zmq/zmq_sink_fixture.hpp"

namespace sluice {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

class ImagezmqFraming : public ZmqSinkFixture {
protected:
    ImagezmqFraming() { make({{"framing", {"imagezmq"}}}); }

    static FrameInfo picture(Format format, std::uint32_t width, std::uint32_t height, Plane plane) {
        FrameInfo info = camera_info();
        info.format = format;
        info.width = width;
        info.height = height;
        info.planes.count = 1;
        info.planes.plane[0] = plane;
        return info;
    }
};

TEST_F(ImagezmqFraming, AJpegIsTwoParts) {
    open();
    Subscriber hub(endpoint_, {""});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame(camera_info(), bytes_of("the picture"), Notes().with("n", true)));
    EXPECT_THAT(hub.receive(), ElementsAre(R"({"msg": "cam"})", "the picture"));
}

TEST_F(ImagezmqFraming, AnArrayTellsItsShapeAndHasNothingBetweenItsRows) {
    open();
    Subscriber hub(endpoint_, {""});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    write(make_frame(picture(Format::bgr24, 2, 2, {1, 8, 2}), bytes_of("-abcdef..ghijkl..")));
    EXPECT_THAT(hub.receive(), ElementsAre(R"({"msg": "cam", "dtype": "uint8", "shape": [2, 2, 3]})", "abcdefghijkl"));
    write(make_frame(picture(Format::rgb24, 2, 1, {0, 6, 1}), bytes_of("abcdef--")));
    EXPECT_THAT(hub.receive(), ElementsAre(R"({"msg": "cam", "dtype": "uint8", "shape": [1, 2, 3]})", "abcdef"));
    write(make_frame(picture(Format::gray, 3, 2, {0, 4, 2}), bytes_of("abc-def-")));
    EXPECT_THAT(hub.receive(), ElementsAre(R"({"msg": "cam", "dtype": "uint8", "shape": [2, 3]})", "abcdef"));
    EXPECT_TRUE(context_->drops.empty());
}

TEST_F(ImagezmqFraming, WhatItCannotCarryIsCountedAndToldOnce) {
    open();
    Subscriber hub(endpoint_, {""});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    for (int i = 0; i < 3; ++i) write(make_frame(picture(Format::yuyv, 2, 2, {0, 4, 2}), bytes_of("abcdefgh")));
    EXPECT_EQ((context_->drops[{0, "not for imagezmq"}]), 3u);
    ASSERT_EQ(context_->lines.size(), 1u);
    EXPECT_EQ(context_->lines[0].text, "cam sends yuyv, which receivers of imagezmq cannot read; use a source or filter that gives JPEGs, or framing: sluice");
    write(make_frame());
    EXPECT_EQ(hub.receive().size(), 2u) << "the next that it can";
}

TEST_F(ImagezmqFraming, ASubscriptionToOneNameIsDemandForItAlone) {
    open({"cam", "other"});
    Subscriber one(endpoint_, {R"({"msg": "cam")"});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    EXPECT_EQ(context_->demands[1], Demand::none);
    write(make_frame());
    EXPECT_THAT(one.receive(), ElementsAre(R"({"msg": "cam"})", testing::_));
    one.unsubscribe(R"({"msg": "cam")");
    EXPECT_TRUE(demand_becomes(Demand::none));
    Subscriber topic(endpoint_, {"cam/jpeg/", "cam/notes/", "sluice/stat/"});
    Subscriber other(endpoint_, {R"({"msg": "other"})"});
    ASSERT_TRUE(demand_becomes(Demand::bytes, 1));
    EXPECT_EQ(context_->demands[0], Demand::none) << "there are no topics in this framing";
}

TEST_F(ImagezmqFraming, NothingElseIsSent) {
    open();
    Subscriber hub(endpoint_, {""});
    ASSERT_TRUE(demand_becomes(Demand::bytes));
    change(InputStatus::State::online, 1);
    auto& attended = dynamic_cast<Attended&>(*sink_);
    for (int second = 1; second < 4; ++second) attended.attend(Clock::now() + std::chrono::seconds(second));
    write(make_frame());
    EXPECT_EQ(hub.receive().size(), 2u) << "the frame is the first that comes";
    EXPECT_EQ(dynamic_cast<Reachable&>(*sink_).reach(), endpoint_ + " (this machine only), for imagezmq");
}

}  // namespace
}  // namespace sluice
