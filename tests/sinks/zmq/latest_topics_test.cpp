#include "sinks/zmq/latest_topics.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::zmq_sink_parts {
namespace {

using testing::HasSubstr;
using testing::Not;

class LatestTopicsTest : public testing::Test {
protected:
    LatestTopicsTest() {
        topics_.add("front");
        topics_.add("back");
    }
    LatestTopics topics_;
};

TEST_F(LatestTopicsTest, FindsAnInputByItsTopic) {
    EXPECT_EQ(topics_.find("front/jpeg/").input, 0u);
    EXPECT_EQ(topics_.find("back/jpeg/").input, 1u);
}

TEST_F(LatestTopicsTest, TakesEitherKindUntilItIsKnown) {
    EXPECT_EQ(topics_.find("front/raw/").input, 0u);
    EXPECT_TRUE(topics_.set_format(0, Format::yuyv));
    EXPECT_FALSE(topics_.set_format(0, Format::yuyv));
    EXPECT_EQ(topics_.find("front/raw/").input, 0u);
    EXPECT_EQ(topics_.find("front/jpeg/").input, std::nullopt);
    EXPECT_EQ(topics_.find("front/jpeg/").why, "front sends yuyv; ask for front/raw/");
}

TEST_F(LatestTopicsTest, ANameAloneIsItsFramesOfWhicheverKind) {
    EXPECT_EQ(topics_.known_name(1), "back/") << "no kind is named before there is one";
    for (const char* topic : {"back", "back/"}) EXPECT_EQ(topics_.find(topic).input, 1u) << topic;
    static_cast<void>(topics_.set_format(1, Format::yuyv));
    EXPECT_EQ(topics_.known_name(1), "back/raw/");
    for (const char* topic : {"back", "back/", "back/raw/"}) EXPECT_EQ(topics_.find(topic).input, 1u) << topic;
    EXPECT_EQ(topics_.find("").input, std::nullopt);
}

TEST_F(LatestTopicsTest, TellsWhatThereIsAndWhatMayBeMeant) {
    EXPECT_EQ(topics_.find("frnt/jpeg/").why,
              "there is no topic \"frnt/jpeg/\"; did you mean front/? There are: front/, back/ and sluice/stat/");
    static_cast<void>(topics_.set_format(0, Format::jpeg));
    static_cast<void>(topics_.set_format(1, Format::yuyv));
    EXPECT_EQ(topics_.find("frnt/jpeg/").why,
              "there is no topic \"frnt/jpeg/\"; did you mean front/jpeg/? There are: front/jpeg/, back/raw/ and sluice/stat/");
    EXPECT_THAT(topics_.find("front/jpeg").why, HasSubstr("did you mean front/jpeg/?"));
    EXPECT_THAT(topics_.find("front/notes/").why, HasSubstr("there are: front/jpeg/, back/raw/"));
    EXPECT_THAT(topics_.find("garden/jpeg/").why, Not(HasSubstr("did you mean")));
    EXPECT_EQ(topics_.find("").input, std::nullopt);
    EXPECT_EQ(topics_.find("/").input, std::nullopt);
}

TEST_F(LatestTopicsTest, AnswersStayShort) {
    for (int i = 0; i < 500; ++i) topics_.add("camera_of_the_garden_" + std::to_string(i));
    EXPECT_LT(topics_.find(std::string(1000, 'x')).why.size(), 1500u);
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
