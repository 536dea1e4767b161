#include "sinks/zmq/subscriptions.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice::zmq_sink_parts {
namespace {

using Outcome = Subscriptions::Outcome;

// Connections are told apart by an address alone.
constexpr char one = 1, two = 2;

struct Subscribed {
    Subscriptions all{{"cam1/jpeg/", "cam1/notes/", "cam10/jpeg/", "sluice/stat/"}};
    Clock::time_point now{std::chrono::hours(1)};

    Outcome apply(char kind, std::string_view prefix, Subscriptions::Connection who = &one) {
        const std::string message = kind + std::string(prefix);
        return all.apply(who, std::as_bytes(std::span(message)), now);
    }
    Outcome add(std::string_view prefix, Subscriptions::Connection who = &one) { return apply('\1', prefix, who); }
    Outcome remove(std::string_view prefix, Subscriptions::Connection who = &one) { return apply('\0', prefix, who); }
};

TEST(Subscriptions, APrefixCoversTheTopicsThatBeginWithIt) {
    Subscribed to;
    EXPECT_EQ(to.add("cam1/"), Outcome::changed);
    EXPECT_TRUE(to.all.wants("cam1/jpeg/"));
    EXPECT_TRUE(to.all.wants("cam1/notes/"));
    EXPECT_FALSE(to.all.wants("cam10/jpeg/"));
    EXPECT_FALSE(to.all.wants("cam1"));
    EXPECT_EQ(to.add(""), Outcome::changed);
    EXPECT_TRUE(to.all.wants("cam10/jpeg/"));
}

TEST(Subscriptions, CountsEachConnectionUntilTheLastHasGone) {
    Subscribed to;
    to.add("cam1/jpeg/", &one);
    to.add("cam1/jpeg/", &two);
    to.add("cam1/", &two);
    EXPECT_EQ(to.all.count("cam1/jpeg/"), 3u);
    EXPECT_EQ(to.remove("cam1/jpeg/", &one), Outcome::changed);
    EXPECT_EQ(to.all.count("cam1/jpeg/"), 2u);
    EXPECT_TRUE(to.all.end(&two));
    EXPECT_FALSE(to.all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, NobodyTakesBackWhatAnotherAskedFor) {
    Subscribed to;
    to.add("cam1/jpeg/", &one);
    EXPECT_EQ(to.remove("cam1/jpeg/", &two), Outcome::nothing);
    EXPECT_EQ(to.remove("cam1/jpeg/", nullptr), Outcome::nothing) << "nor does a peer that cannot be told";
    EXPECT_TRUE(to.all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, AskingTwiceIsAskingOnce) {
    Subscribed to;
    EXPECT_EQ(to.add("cam1/"), Outcome::changed);
    EXPECT_EQ(to.add("cam1/"), Outcome::nothing) << "libzmq would take it back once alone";
    EXPECT_EQ(to.all.count("cam1/jpeg/"), 1u);
    EXPECT_EQ(to.remove("cam1/"), Outcome::changed);
    EXPECT_FALSE(to.all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, WhatComesLateOfAnEndedConnectionIsIgnored) {
    Subscribed to;
    to.add("cam1/");
    EXPECT_TRUE(to.all.end(&one));
    EXPECT_FALSE(to.all.end(&one));
    EXPECT_EQ(to.add("cam1/"), Outcome::nothing);
    EXPECT_FALSE(to.all.wants("cam1/jpeg/"));
    to.all.forget(&one);
    EXPECT_EQ(to.all.connections(), 0u);
    EXPECT_EQ(to.add("cam1/"), Outcome::changed) << "the address may be another connection's now";
}

TEST(Subscriptions, IgnoresWhatIsNoSubscription) {
    Subscribed to;
    EXPECT_EQ(to.all.apply(&one, {}, to.now), Outcome::nothing);
    EXPECT_EQ(to.apply('\2', "cam1/"), Outcome::nothing);
    EXPECT_EQ(to.apply('S', "UB"), Outcome::nothing);
    EXPECT_EQ(to.remove("cam1/"), Outcome::nothing);
    EXPECT_FALSE(to.all.wants("cam1/jpeg/"));
}

TEST(Subscriptions, WhatCoversNoTopicIsNotKeptAndNoHarmToOthers) {
    Subscribed to;
    EXPECT_EQ(to.add("cam2/jpeg/"), Outcome::nothing);
    EXPECT_EQ(to.add("cam1/jpeg/more"), Outcome::nothing);
    EXPECT_FALSE(to.all.wants("cam2/jpeg/"));
    for (int i = 0; i < 1000; ++i) to.add("junk" + std::to_string(i), &two);
    EXPECT_EQ(to.add("cam1/"), Outcome::changed) << "a newcomer finds room whatever others did";
}

TEST(Subscriptions, WhoAsksInVainWithoutEndIsTooMuch) {
    Subscribed to;
    std::size_t bytes = 0;
    Outcome outcome = Outcome::nothing;
    for (int i = 0; i < 100'000 && outcome != Outcome::too_much; ++i) {
        to.now += std::chrono::milliseconds(100);  // slowly
        const std::string prefix = "x" + std::to_string(i);
        bytes += prefix.size() + 1;
        outcome = to.add(prefix);
        to.remove("y");  // taking back what was never asked for buys nothing
    }
    EXPECT_EQ(outcome, Outcome::too_much);
    EXPECT_LE(bytes, Subscriptions::most_in_vain + 16);
}

TEST(Subscriptions, AFloodOfAnythingIsTooMuch) {
    Subscribed to;
    Outcome outcome = Outcome::nothing;
    int messages = 0;
    for (; messages < 10'000 && outcome != Outcome::too_much; ++messages) outcome = messages % 2 == 0 ? to.add("cam1/") : to.remove("cam1/");
    EXPECT_EQ(outcome, Outcome::too_much);
    EXPECT_GT(messages, 2000);
    to.now += std::chrono::seconds(10);
    EXPECT_NE(to.add("cam1/notes/"), Outcome::too_much) << "once it is quiet it may ask again";
}

TEST(Subscriptions, AViewerOfManyCamerasIsFine) {
    std::vector<std::string> topics = {"sluice/stat/"};
    for (int i = 0; i < 64; ++i)
        for (const char* kind : {"/jpeg/", "/notes/", "/event/"}) topics.push_back("camera" + std::to_string(i) + kind);
    Subscriptions all(topics);
    for (int round = 0; round < 3; ++round)
        for (const char kind : {'\1', '\0'})
            for (const std::string& topic : topics) {
                const std::string message = kind + topic;
                EXPECT_EQ(all.apply(&one, std::as_bytes(std::span(message)), Clock::time_point(std::chrono::seconds(1))), Outcome::changed);
            }
}

TEST(Subscriptions, WithinTheProcessEveryoneIsBelieved) {
    Subscriptions all({"cam1/jpeg/"}, true);
    const auto say = [&](char kind, Subscriptions::Connection who) {
        const std::string message = kind + std::string("cam1/jpeg/");
        return all.apply(who, std::as_bytes(std::span(message)), {});
    };
    EXPECT_EQ(say('\1', nullptr), Outcome::changed);
    EXPECT_EQ(say('\1', &one), Outcome::changed);
    all.end(&one);
    EXPECT_EQ(say('\0', nullptr), Outcome::nothing) << "libzmq tells of the one that has gone";
    EXPECT_EQ(all.count("cam1/jpeg/"), 1u);
    EXPECT_EQ(say('\0', nullptr), Outcome::changed);
    EXPECT_EQ(all.count("cam1/jpeg/"), 0u);
}

TEST(Subscriptions, CountIsWhatTheConnectionsHoldWhateverComes) {
    Subscriptions all({"ab/", "ba/"});
    std::map<int, std::set<std::string>> held;
    std::mt19937 random(3);
    constexpr char connections[4] = {};
    for (int i = 0; i < 50'000; ++i) {
        const int who = static_cast<int>(random() % 4);
        if (random() % 50 == 0) {
            all.forget(&connections[who]);
            held.erase(who);
        }
        std::string message(random() % 4, 'a');
        for (char& each : message) each = static_cast<char>("ab/"[random() % 3]);
        message.insert(0, 1, static_cast<char>(random() % 3));
        all.apply(&connections[who], std::as_bytes(std::span(message)), Clock::time_point(std::chrono::milliseconds(i)));
        const std::string prefix = message.substr(1);
        const bool ours = std::string_view("ab/").starts_with(prefix) || std::string_view("ba/").starts_with(prefix);
        if (message[0] == 1 && ours) held[who].insert(prefix);
        if (message[0] == 0) held[who].erase(prefix);
        std::size_t expected = 0;
        for (const auto& [_, prefixes] : held)
            for (const std::string& each : prefixes) expected += std::string_view("ab/").starts_with(each) ? 1 : 0;
        ASSERT_EQ(all.count("ab/"), expected) << i;
    }
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
