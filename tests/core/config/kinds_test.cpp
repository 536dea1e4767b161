#include "config/kinds.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sluice::config::kinds {
namespace {

using namespace std::chrono_literals;

TEST(Kinds, BooleanTakesYamlsWords) {
    for (const char* text : {"true", "yes", "on", "True", "YES", "On"}) EXPECT_EQ(boolean(text), true) << text;
    for (const char* text : {"false", "no", "off", "False", "NO", "OFF"}) EXPECT_EQ(boolean(text), false) << text;
    for (const char* text : {"", "1", "0", "y", "n", " true", "true ", "maybe"})
        EXPECT_EQ(boolean(text), std::nullopt) << text;
}

TEST(Kinds, WholeIsDecimal) {
    EXPECT_EQ(whole("0"), 0);
    EXPECT_EQ(whole("12"), 12);
    EXPECT_EQ(whole("-12"), -12);
    EXPECT_EQ(whole("0123"), 123);
    EXPECT_EQ(whole("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(whole("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    for (const char* text : {"", "-", "+1", "--1", "0x10", "1.0", "1e3", " 1", "1 ", "1_000", "9223372036854775808",
                             "-9223372036854775809", "99999999999999999999"})
        EXPECT_EQ(whole(text), std::nullopt) << text;
}

TEST(Kinds, NumberIsFinite) {
    EXPECT_EQ(number("0.02"), 0.02);
    EXPECT_EQ(number("-3"), -3.0);
    EXPECT_EQ(number("1e3"), 1000.0);
    for (const char* text : {"", "-", "1e400", "-1e400", "inf", "nan", "0x10", "1,5", " 1", "1 ", "1.5.2", "+1"})
        EXPECT_EQ(number(text), std::nullopt) << text;
}

TEST(Kinds, DurationHasAUnit) {
    EXPECT_EQ(duration("250ms"), 250ms);
    EXPECT_EQ(duration("3s"), 3s);
    EXPECT_EQ(duration("1.5s"), 1500ms);
    EXPECT_EQ(duration("5min"), 5min);
    EXPECT_EQ(duration("2h"), 2h);
    EXPECT_EQ(duration("7d"), 168h);
    EXPECT_EQ(duration("0s"), 0s);
    EXPECT_EQ(duration("106751d"), 24h * 106751);
    for (const char* text : {"", "s", "5", "-1s", "5 s", " 5s", "5s ", "5S", "5sec", "1.s", ".5s", "1.2.3s", "1e3s",
                             "106752d", "99999999999999999999s", "0x10s"})
        EXPECT_EQ(duration(text), std::nullopt) << text;
}

TEST(Kinds, BytesKnowBothKindsOfPrefix) {
    EXPECT_EQ(bytes("12B"), 12U);
    EXPECT_EQ(bytes("512KiB"), 512U * 1024);
    EXPECT_EQ(bytes("64MiB"), 64U << 20);
    EXPECT_EQ(bytes("2GiB"), std::uint64_t{2} << 30);
    EXPECT_EQ(bytes("500MB"), 500'000'000U);
    EXPECT_EQ(bytes("1.5GB"), 1'500'000'000U);
    EXPECT_EQ(bytes("0B"), 0U);
    for (const char* text :
         {"", "5", "GiB", "-1MB", "2 GiB", "2gib", "1K", "8388608TiB", "99999999999999999999B", "1.MB"})
        EXPECT_EQ(bytes(text), std::nullopt) << text;
}

TEST(Kinds, SizeIsWidthXHeight) {
    EXPECT_EQ(size("1280x720"), (Size{1280, 720}));
    EXPECT_EQ(size("1x65535"), (Size{1, 65535}));
    for (const char* text : {"", "x", "1280", "1280x", "x720", "0x10", "10x0", "65536x1", "1280*720", "1280 x 720",
                             "-1x5", "1280x720x3", "99999999999x1", "1280X720"})
        EXPECT_EQ(size(text), std::nullopt) << text;
}

TEST(Kinds, RateStaysExact) {
    EXPECT_EQ(rate("30"), (Rate{30, 1}));
    EXPECT_EQ(rate("12.5"), (Rate{25, 2}));
    EXPECT_EQ(rate("29.97"), (Rate{2997, 100}));
    EXPECT_EQ(rate("1/60"), (Rate{1, 60}));
    EXPECT_EQ(rate("30000/1001"), (Rate{30000, 1001}));
    EXPECT_EQ(rate("30/1"), rate("60/2"));
    EXPECT_EQ(rate("0.000001"), (Rate{1, 1000000}));
    for (const char* text :
         {"",     "0",   "0.0", "-5", "1/0", "0/5",  "1/",         "/1",           "1.5/2",     ".5",
          "5.",   "1e3", "max", " 5", "5 ",  "5fps", "4294967296", "1/4294967296", "0.0000001", "99999999999999999999",
          "1.2.3"})
        EXPECT_EQ(rate(text), std::nullopt) << text;
}

TEST(Kinds, ComplaintsNameTheKind) {
    EXPECT_EQ(complaint(ParamKind::duration, "5"), "lacks a unit");
    EXPECT_EQ(complaint(ParamKind::bytes, "5"), "lacks a unit");
    EXPECT_EQ(complaint(ParamKind::duration, "5x"), "is not a duration");
    EXPECT_EQ(complaint(ParamKind::whole, "99999999999999999999"), "is too large for any number here");
    EXPECT_EQ(complaint(ParamKind::rate, "0"), "is no rate: it must be more than 0");
    EXPECT_EQ(complaint(ParamKind::boolean, "5"), "is neither true nor false");
}

}  // namespace
}  // namespace sluice::config::kinds
