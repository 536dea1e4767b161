#include "sinks/null/null_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"

namespace sluice::test {
namespace {

TEST(NullSink, counts_and_lets_go) {
    const FakeParams params(null_sink, {});
    const auto sink = null_sink.make_sink(params);
    FakeSinkContext context;
    sink->open(context);
    const auto block = std::make_shared<const std::array<std::byte, 10>>();
    for (int i = 0; i < 3; ++i) sink->write(0, make_frame(camera_info(), Bytes(block, *block)));
    EXPECT_EQ(block.use_count(), 1);
    sink->close(true);
    ASSERT_EQ(context.lines.size(), 1u);
    EXPECT_EQ(context.lines[0].text, "took 3 frames, 30 bytes");
    EXPECT_TRUE(null_sink.wants);
    EXPECT_FALSE(null_sink.blocks);
}

}  // namespace
}  // namespace sluice::test
