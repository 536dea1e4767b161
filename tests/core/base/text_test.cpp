#include "base/text.hpp"

#include <cerrno>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice::text {
namespace {

const std::vector<std::string> words = {"device", "format", "fps", "size"};

TEST(Nearest, FindsWhatWasMeantDespiteOneSlip) {
    EXPECT_EQ(nearest("devise", words), "device");
    EXPECT_EQ(nearest("fromat", words), "format") << "a swap of neighbours is one slip";
    EXPECT_EQ(nearest("siz", words), "size");
    EXPECT_EQ(nearest("FPS", words), "fps") << "letter case aside";
}

TEST(Nearest, SaysNothingWhereNothingIsNear) {
    EXPECT_EQ(nearest("threshold", words), "");
    EXPECT_EQ(nearest("device", {}), "");
    EXPECT_EQ(nearest(std::string(100'000, 'd'), words), "") << "a word of any length costs nothing";
}

TEST(Number, HasNoMoreDigitsThanAreMeant) {
    EXPECT_EQ(number(30), "30");
    EXPECT_EQ(number(29.97), "29.97");
    EXPECT_EQ(number(12.5), "12.5");
    EXPECT_EQ(number(1.0 / 60), "0.0167");
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(100), "100");
    EXPECT_EQ(number(1234.56), "1234.6");
    EXPECT_EQ(number(-2.5), "-2.5");
}

TEST(ByteCount, IsShortAndSaysItsUnit) {
    EXPECT_EQ(byte_count(0), "0 B");
    EXPECT_EQ(byte_count(12), "12 B");
    EXPECT_EQ(byte_count(1400), "1.4 kB");
    EXPECT_EQ(byte_count(320'000), "320 kB");
    EXPECT_EQ(byte_count(1'400'000), "1.4 MB");
    EXPECT_EQ(byte_count(2e9), "2.0 GB");
    EXPECT_EQ(byte_count(5e15), "5000 TB");
}

TEST(Join, PutsTheSeparatorBetweenAllAlsoEmptyOnes) {
    EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
    EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
    EXPECT_EQ(join(std::vector<std::string>{"", "a", ""}, ", "), ", a, ");
}

TEST(Cat, TakesTextsCharactersAndNumbers) {
    EXPECT_EQ(cat("front", '/', 12, " of ", std::size_t{30}, std::string(" -"), -1), "front/12 of 30 --1");
}

TEST(ErrnoText, IsTheSystemsOwn) { EXPECT_EQ(errno_text(ENOENT), "No such file or directory"); }

}  // namespace
}  // namespace sluice::text
