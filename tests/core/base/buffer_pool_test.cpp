#include "base/buffer_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

std::vector<std::byte> filled(std::size_t size, unsigned char value) { return std::vector<std::byte>(size, std::byte{value}); }

bool same(const Bytes& copy, const std::vector<std::byte>& original) { return std::ranges::equal(copy.view(), original); }

TEST(BufferPool, GivesACopyOfTheBytes) {
    BufferPool pool;
    auto original = filled(1000, 7);
    const Bytes copy = pool.copy(original);
    const auto as_it_was = original;
    original[0] = std::byte{9};
    EXPECT_TRUE(same(copy, as_it_was));
}

TEST(BufferPool, UsesABlockAgainWithoutGrowing) {
    BufferPool pool;
    const std::byte* first = pool.copy(filled(100'000, 1)).data();
    const std::size_t mapped = pool.mapped_bytes();
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(pool.copy(filled(100'000 + i * 10u, 2)).data(), first);
    EXPECT_EQ(pool.mapped_bytes(), mapped);
}

TEST(BufferPool, DoesNotTouchABlockThatIsHeld) {
    BufferPool pool;
    const Bytes held = pool.copy(filled(5000, 1));
    const Bytes part = held.first(10);
    for (int i = 0; i < 100; ++i) (void)pool.copy(filled(5000, 2));
    EXPECT_TRUE(same(held, filled(5000, 1)));
    EXPECT_TRUE(same(part, filled(10, 1)));
}

TEST(BufferPool, EndsAtItsNumberOfBuffers) {
    BufferPool pool;
    std::vector<Bytes> held;
    for (std::size_t i = 0; i < BufferPool::Limits{}.buffers; ++i) held.push_back(pool.copy(filled(100, 1)));
    EXPECT_TRUE(std::ranges::none_of(held, &Bytes::empty));
    EXPECT_TRUE(pool.copy(filled(100, 1)).empty());
    held.pop_back();
    EXPECT_FALSE(pool.copy(filled(100, 1)).empty()) << "one came home";
}

TEST(BufferPool, EndsAtItsNumberOfBytes) {
    BufferPool pool;
    std::vector<Bytes> held;
    for (Bytes next = pool.copy(filled(5 << 20, 1)); !next.empty(); next = pool.copy(filled(5 << 20, 1))) held.push_back(std::move(next));
    EXPECT_GE(held.size(), 10u);
    EXPECT_LE(pool.mapped_bytes(), BufferPool::Limits{}.bytes);
    EXPECT_TRUE(pool.copy(filled(BufferPool::Limits{}.bytes + 1, 1)).empty());
}

TEST(BufferPool, MakesRoomForLargerFramesOfSmallerBlocksThatAreFree) {
    BufferPool pool;
    std::vector<Bytes> held;
    for (Bytes next = pool.copy(filled(3 << 20, 1)); !next.empty(); next = pool.copy(filled(3 << 20, 1))) held.push_back(std::move(next));
    held.erase(held.begin() + 1, held.end());
    EXPECT_FALSE(pool.copy(filled(20 << 20, 2)).empty()) << "the camera now sends larger pictures";
    EXPECT_LE(pool.mapped_bytes(), BufferPool::Limits{}.bytes);
    EXPECT_TRUE(same(held.front(), filled(3 << 20, 1)));
}

TEST(BufferPool, WhatItHandedOutOutlivesIt) {
    auto pool = std::make_unique<BufferPool>();
    const Bytes held = pool->copy(filled(70'000, 5));
    pool.reset();
    EXPECT_TRUE(same(held, filled(70'000, 5)));
}

TEST(BufferPool, TakesBlocksBackFromOtherThreads) {
    BufferPool pool;
    constexpr int rounds = 2000;
    std::atomic<const Bytes*> handed = nullptr;
    std::atomic<int> torn = 0;
    std::jthread reader([&] {
        for (int i = 0; i < rounds; ++i) {
            const Bytes* taken = nullptr;
            while (!(taken = handed.exchange(nullptr, std::memory_order_acquire))) std::this_thread::yield();
            if (taken->data()[0] != taken->data()[taken->size() - 1]) ++torn;
            delete taken;
        }
    });
    for (int i = 0; i < rounds; ++i) {
        Bytes copy = pool.copy(filled(1000, static_cast<unsigned char>(i)));
        ASSERT_FALSE(copy.empty());
        while (handed.load(std::memory_order_relaxed)) std::this_thread::yield();
        handed.store(new Bytes(std::move(copy)), std::memory_order_release);
    }
    reader.join();
    EXPECT_EQ(torn, 0);
    EXPECT_LE(pool.mapped_bytes(), 4u * (64u << 10));
}

}  // namespace
}  // namespace sluice
