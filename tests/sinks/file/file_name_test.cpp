#include "sinks/file/file_name.hpp"

#include <gtest/gtest.h>

namespace sluice::record {
namespace {

constexpr std::int64_t that_day = 1795342500123;  // 2026-11-22 10:15:00.123 UTC

TEST(FileName, says_time_number_and_format) {
    EXPECT_EQ((FileName{that_day, 42, 0, Format::jpeg}.text()), "20261122T101500.123Z-000042.jpg");
    EXPECT_EQ((FileName{that_day, 12345678, 2, Format::yuyv}.text()), "20261122T101500.123Z-12345678-2.yuyv");
}

TEST(FileName, is_read_back) {
    for (const FileName& name : {FileName{that_day, 42, 0, Format::jpeg}, FileName{0, 0, 0, Format::gray},
                                 FileName{that_day, ~0ull, 999, Format::bgr24}}) {
        const auto back = parse_file_name(name.text());
        ASSERT_TRUE(back) << name.text();
        EXPECT_EQ(back->milliseconds, name.milliseconds);
        EXPECT_EQ(back->sequence, name.sequence);
        EXPECT_EQ(back->clash, name.clash);
        EXPECT_EQ(back->format, name.format);
    }
}

TEST(FileName, what_we_do_not_write_is_not_ours) {
    for (const char* name : {"", "a.jpg", "20261122T101500.123Z-000042.jpeg", "20261122T101500.123Z-000042.png", "20261122T101500.123Z-42.jpg",
                             "20261122T101500.123Z-0000042.jpg", "20261122T101500.123Z-000042-0.jpg", "20261122T101500.123Z-000042-01.jpg",
                             "20261122T101500.123Z--00042.jpg", "20261332T101500.123Z-000042.jpg", "20261122T251500.123Z-000042.jpg",
                             "20261122T101500.123Z-000042.jpg~", ".20261122T101500.123Z-000042.jpg", "20261122T101500.123Z-000042",
                             "20261122T101500.123Z-99999999999999999999.jpg", "20261122T1015 0.123Z-000042.jpg", "x20261122T101500.123Z-000042.jpg"})
        EXPECT_FALSE(parse_file_name(name)) << name;
}

}  // namespace
}  // namespace sluice::record
