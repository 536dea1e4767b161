#include "sources/v4l2/v4l2_source.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_params.hpp"

namespace sluice::test {
namespace {

TEST(V4l2Promise, IsWhatIsWrittenAndNoMore) {
    Promise none;
    v4l2_source.promise(FakeParams(v4l2_source, {}), none);
    EXPECT_FALSE(none.format_known);
    EXPECT_EQ(none.size, Size{});
    EXPECT_EQ(none.rate.frames, 0u);
    Promise raw;
    v4l2_source.promise(FakeParams(v4l2_source, {{"format", {"yuyv"}}, {"size", {"640x480"}}, {"fps", {"30"}}}), raw);
    EXPECT_TRUE(raw.format_known);
    EXPECT_EQ(raw.format, Format::yuyv);
    EXPECT_EQ(raw.size, (Size{640, 480}));
    EXPECT_EQ(raw.rate, (Rate{30, 1}));
    Promise jpeg;
    v4l2_source.promise(FakeParams(v4l2_source, {{"format", {"mjpeg"}}}), jpeg);
    EXPECT_TRUE(jpeg.format_known);
    EXPECT_EQ(jpeg.format, Format::jpeg);
}

}  // namespace
}  // namespace sluice::test
