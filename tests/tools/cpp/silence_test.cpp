// Why nothing comes, from what a publisher says of itself.
#include <gtest/gtest.h>

#include <sluice/client/silence.hpp>

namespace sluice::client {
namespace {

StatTopic topic(const std::string& name, const std::string& state = "online", const std::string& why = {}) {
    StatTopic out;
    out.topic = name;
    out.src = name.substr(0, name.find('/'));
    out.state = state;
    out.why = why;
    return out;
}

struct ClientSilence : testing::Test {
    ClientSilence() { stat.topics = {topic("front/jpeg/"), topic("back/raw/", "offline", "it was unplugged\x1b[2J")}; }
    [[nodiscard]] std::string told(const std::vector<std::string>& topics, bool long_silent = false) const { return explain_silence(topics, stat, long_silent); }
    Stat stat;
};

TEST_F(ClientSilence, NamesTheTopicThatWasMeant) {
    EXPECT_EQ(told({"front/jpg/"}), "linked, but there is no topic front/jpg/; did you mean front/jpeg/?");
    EXPECT_EQ(told({"fornt/jpeg/"}), "linked, but there is no topic fornt/jpeg/; did you mean front/jpeg/?");
    EXPECT_EQ(told({"back/jpeg/"}), "linked, but there is no topic back/jpeg/; did you mean back/raw/?");
    EXPECT_EQ(told({"garden/jpeg/"}), "linked, but there is no topic garden/jpeg/; there are: front/jpeg/, back/raw/");
    EXPECT_EQ(told({"front/jpeg/", "bakc/notes/"}), "linked, but there is no topic bakc/notes/; did you mean back/raw/?");
    EXPECT_EQ(told({"frnt/event/"}), "linked, but there is no topic frnt/event/; did you mean front/jpeg/?");
    EXPECT_EQ(explain_silence({"front/jpeg/"}, {}, false), "linked, and the publisher there has no topic; its sink needs a from");
}

TEST_F(ClientSilence, OfWhatIsThereItTellsTheState) {
    for (const std::string asked : {"front/jpeg/", "front/", "", "front/notes/", "back/raw/", "sluice/stat/"}) EXPECT_EQ(told({asked}), "") << "too early";
    EXPECT_EQ(told({"back/raw/"}, true), "linked, and back is offline: it was unplugged?[2J");
    EXPECT_EQ(told({"back/event/", "back/notes/"}, true), told({"back/raw/"}, true));
    EXPECT_EQ(told({"front/jpeg/"}, true),
              "linked, and front is online, yet no frame of front/jpeg/ arrives; a filter before it may drop them, or the link is too slow");
    EXPECT_EQ(told({"back/event/"}, true), "") << "an event comes when something happens";
    EXPECT_EQ(told({"sluice/stat/"}, true), "");
    stat.topics[0].fps = 0.1;
    EXPECT_EQ(told({""}, true), "linked, and front is online with a frame every 10 s; wait for the next");
    stat.topics[0].state = "starting";
    EXPECT_EQ(told({""}, true), "linked, and front is starting; wait for its frames");
}

TEST_F(ClientSilence, StaysShortWhateverWasSent) {
    stat.topics.assign(9, topic(std::string(5000, 'x') + "/jpeg/", "offline", std::string(5000, 'y')));
    EXPECT_LT(told({std::string(5000, 'z') + "/jpeg/"}).size(), 1000u);
    EXPECT_NE(told({"garden/jpeg/"}).find(", ..."), std::string::npos);
    EXPECT_LT(told({""}, true).size(), 1000u);
}

}  // namespace
}  // namespace sluice::client
