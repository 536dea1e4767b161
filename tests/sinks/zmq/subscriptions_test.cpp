#include "sinks/zmq/subscriptions.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice::zmq_sink_parts {
namespace {

bool apply(Subscriptions& to, char kind, std::string_view prefix) {
    const std::string message = kind + std::string(prefix);
    return to.apply(std::as_bytes(std::span(message)));
}
bool add(Subscriptions& to, std::string_view prefix) { return apply(to, '\1', prefix); }
bool remove(Subscriptions& to, std::string_view prefix) { return apply(to, '\0', prefix); }

TEST(Subscriptions, APrefixCoversTheTopicsThatBeginWithIt) {
    Subscriptions all;
    EXPECT_TRUE(add(all, "cam1/"));
    EXPECT_TRUE(all.wants("cam1/jpeg/"));
    EXPECT_TRUE(all.wants("cam1/notes/"));
    EXPECT_FALSE(all.wants("cam10/jpeg/"));
    EXPECT_FALSE(all.wants("cam1"));
    EXPECT_TRUE(add(all, ""));
    EXPECT_TRUE(all.wants("cam10/jpeg/"));
}

TEST(Subscriptions, CountsEachSubscriberUntilTheLastHasGone) {
    Subscriptions all;
    add(all, "cam1/jpeg/");
    add(all, "cam1/jpeg/");
    add(all, "cam1/");
    EXPECT_EQ(all.count("cam1/jpeg/"), 3u);
    EXPECT_TRUE(remove(all, "cam1/jpeg/"));
    EXPECT_TRUE(remove(all, "cam1/jpeg/"));
    EXPECT_EQ(all.count("cam1/jpeg/"), 1u);
    EXPECT_TRUE(remove(all, "cam1/"));
    EXPECT_FALSE(all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, IgnoresWhatIsNoSubscription) {
    Subscriptions all;
    EXPECT_FALSE(all.apply({}));
    EXPECT_FALSE(apply(all, '\2', "cam1/"));
    EXPECT_FALSE(apply(all, 'S', "UB"));
    EXPECT_FALSE(remove(all, "never/subscribed/"));
    EXPECT_FALSE(all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, TakesPrefixesOfAnyBytes) {
    Subscriptions all;
    const std::string odd("\0\xff\n\"", 4);
    EXPECT_TRUE(add(all, odd));
    EXPECT_TRUE(all.wants(odd + "x"));
    EXPECT_TRUE(remove(all, odd));
}

TEST(Subscriptions, StaysBoundedHoweverManyPrefixesComeAndKeepsThoseItHas) {
    Subscriptions all;
    add(all, "cam1/");
    for (int i = 0; i < 100'000; ++i) add(all, std::string("x").append(std::to_string(i)) + "/");
    EXPECT_TRUE(all.wants("x1/"));
    EXPECT_FALSE(all.wants("x99999/")) << "beyond the bound";
    EXPECT_TRUE(add(all, "cam1/"));
    EXPECT_EQ(all.count("cam1/jpeg/"), 2u) << "a known prefix still counts";
}

TEST(Subscriptions, SurvivesRandomMessages) {
    Subscriptions all;
    std::mt19937 random(3);
    for (int i = 0; i < 50'000; ++i) {
        std::vector<std::byte> message(random() % 6);
        for (std::byte& one : message) one = static_cast<std::byte>(random() % 3);
        all.apply(message);
    }
    SUCCEED();
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
