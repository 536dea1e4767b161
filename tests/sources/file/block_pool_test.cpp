#include "sources/file/block_pool.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <vector>

namespace sluice::replay {
namespace {

TEST(BlockPool, uses_memory_again) {
    BlockPool pool;
    std::set<const std::byte*> seen;
    for (int i = 0; i < 50; ++i) {
        (void)pool.take(1000);
        seen.insert(pool.hand_out(1000).data());
    }
    EXPECT_EQ(seen.size(), 1u);
}

TEST(BlockPool, goes_on_when_all_is_out_and_outlives_itself) {
    std::vector<Bytes> held;
    {
        BlockPool pool;
        for (unsigned i = 0; i < 40; ++i) {
            const auto room = pool.take(64);
            std::fill_n(room.begin(), 64, static_cast<std::byte>(i));
            held.push_back(pool.hand_out(64));
        }
    }
    for (unsigned i = 0; i < held.size(); ++i)
        for (std::byte each : held[i].view()) ASSERT_EQ(each, static_cast<std::byte>(i));
}

}  // namespace
}  // namespace sluice::replay
