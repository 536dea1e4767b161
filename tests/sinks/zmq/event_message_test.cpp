#include "sinks/zmq/event_message.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sinks/zmq/message_header.hpp"

namespace sluice::zmq_sink_parts {
namespace {

InputStatus status_of(InputStatus::State state, std::string why = {}) {
    InputStatus status;
    status.state = state;
    status.why = std::move(why);
    status.epoch = 1760000000123;
    status.since = Clock::time_point(std::chrono::microseconds(123'456'789));
    return status;
}

Stream camera_stream() {
    Stream stream;
    stream.width = 1280;
    stream.height = 720;
    stream.fps = 30;
    stream.moment = Moment::exposure_start;
    return stream;
}

const EventFacts facts{"front", 2, 1'760'000'001'000'000};

// Byte for byte: wire_vectors_test.cpp.
TEST(EventMessage, OfASourceThatIsOnlineTellsWhatItDelivers) {
    EXPECT_EQ(event_header(status_of(InputStatus::State::online), camera_stream(), facts),
              R"({"v":1,"src":"front","seq":2,"epoch":1760000000123,"ts_us":123456789,"wall_us":1760000001000000,)"
              R"("event":"online","why":"","codec":"jpeg","w":1280,"h":720,"fps":30.0,"stamp":"exposure_start"})");
}

TEST(EventMessage, OfAnotherStateTellsWhy) {
    EXPECT_EQ(event_header(status_of(InputStatus::State::offline, "it was unplugged"), camera_stream(), facts),
              R"({"v":1,"src":"front","seq":2,"epoch":1760000000123,"ts_us":123456789,"wall_us":1760000001000000,)"
              R"("event":"offline","why":"it was unplugged"})");
}

TEST(EventMessage, KnowsEachStateAndMoment) {
    using State = InputStatus::State;
    const auto word = [](State state) { return nlohmann::json::parse(event_header(status_of(state), {}, facts))["event"].get<std::string>(); };
    EXPECT_EQ(word(State::starting), "starting");
    EXPECT_EQ(word(State::online), "online");
    EXPECT_EQ(word(State::stalled), "stalled");
    EXPECT_EQ(word(State::offline), "offline");
    EXPECT_EQ(word(State::ended), "ended");
    const auto stamp = [](Moment moment) {
        Stream stream = camera_stream();
        stream.moment = moment;
        return nlohmann::json::parse(event_header(status_of(State::online), stream, facts))["stamp"].get<std::string>();
    };
    EXPECT_EQ(stamp(Moment::arrival), "arrival");
    EXPECT_EQ(stamp(Moment::exposure_start), "exposure_start");
    EXPECT_EQ(stamp(Moment::frame_end), "frame_end");
}

TEST(EventMessage, HasFiniteNumbersAlone) {
    using Limits = std::numeric_limits<double>;
    const auto rate = [](double fps) {
        Stream stream = camera_stream();
        stream.fps = fps;
        return nlohmann::json::parse(event_header(status_of(InputStatus::State::online), stream, facts))["fps"];
    };
    for (const double none : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), -1.0, Limits::max()}) EXPECT_EQ(rate(none), 0.0);
    EXPECT_EQ(rate(30000.0 / 1001), 29.97);
    EXPECT_EQ(rate(1.0 / 60), 0.016667) << "a frame a minute has a rate too";
}

TEST(EventMessage, StaysShortJsonWhateverADriverSays) {
    const std::string why = "driver said \"\xff\"\n" + std::string(1'000'000, 'x');
    const std::string text = event_header(status_of(InputStatus::State::stalled, why), {}, facts);
    EXPECT_LT(text.size(), most_header_bytes);
    EXPECT_EQ(nlohmann::json::parse(text)["why"].get<std::string>().substr(0, 17), "driver said \"\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
