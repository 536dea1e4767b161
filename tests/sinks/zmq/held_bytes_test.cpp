#include "sinks/zmq/held_bytes.hpp"

#include <atomic>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_frame.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using Place = HeldBytes::Place;

TEST(HeldBytes, KeepsTheBytesUntilTheyAreLetGo) {
    HeldBytes held;
    auto owner = std::make_shared<const int>(1);
    const std::weak_ptr<const int> watch = owner;
    Place* place = held.hold(Bytes(std::move(owner), test::bytes_of("x").view()));
    EXPECT_FALSE(watch.expired());
    EXPECT_EQ(held.held(), 1u);
    HeldBytes::let_go(nullptr, place);
    EXPECT_TRUE(watch.expired());
    EXPECT_EQ(held.held(), 0u);
}

TEST(HeldBytes, UsesPlacesAgain) {
    HeldBytes held;
    std::set<Place*> places;
    for (int i = 0; i < 100; ++i) {
        Place* first = held.hold(test::bytes_of("a"));
        Place* second = held.hold(test::bytes_of("b"));
        places.insert({first, second});
        HeldBytes::let_go(nullptr, first);
        HeldBytes::let_go(nullptr, second);
    }
    EXPECT_LE(places.size(), 2u);
}

TEST(HeldBytes, NeverGivesAPlaceTwiceWhileItIsHeld) {
    HeldBytes held;
    std::set<Place*> places;
    for (int i = 0; i < 500; ++i) places.insert(held.hold(test::bytes_of("a")));
    EXPECT_EQ(places.size(), 500u);
    EXPECT_EQ(held.held(), 500u);
    for (Place* place : places) HeldBytes::let_go(nullptr, place);
    EXPECT_EQ(held.held(), 0u);
}

TEST(HeldBytes, MayBeLetGoOnOtherThreadsWhileMoreAreHeld) {
    constexpr std::size_t rounds = 5000;
    HeldBytes held;
    std::vector<std::atomic<Place*>> slots(8);
    std::atomic<int> home = 0;
    {
        std::vector<std::jthread> readers;
        for (int reader = 0; reader < 2; ++reader)
            readers.emplace_back([&](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    for (auto& slot : slots)
                        if (Place* place = slot.exchange(nullptr)) {
                            HeldBytes::let_go(nullptr, place);
                            ++home;
                        }
            });
        for (std::size_t i = 0; i < rounds; ++i) {
            auto& slot = slots[i % slots.size()];
            while (slot.load()) std::this_thread::yield();
            slot = held.hold(test::bytes_of("a"));
        }
        while (home != rounds) std::this_thread::yield();
    }
    EXPECT_EQ(held.held(), 0u);
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
