// How mistakes and what users wrote are put into one line; the helpers of syntax errors.
#include <gtest/gtest.h>

#include "config/mistake.hpp"
#include "config/overlay.hpp"
#include "config/skim.hpp"
#include "config/value.hpp"

namespace sluice::config {
namespace {

TEST(MistakeText, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(to_text({{"a.yaml", 3, 5}, "sources.a", "wrong", "right"}), "a.yaml:3:5: sources.a: wrong; right");
    EXPECT_EQ(to_text({{"a.yaml", 3}, "", "wrong", ""}), "a.yaml:3: wrong");
    EXPECT_EQ(to_text({{"a.yaml"}, "x", "wrong", ""}), "a.yaml: x: wrong");
    EXPECT_EQ(to_text({{"a.yaml", 3}, "x", "\"a\nb\x1b\" is wrong", "write\tit"}), "a.yaml:3: x: \"a b \" is wrong; write it") << "one line, whatever it quotes";
    EXPECT_EQ(to_text({{}, "x", "wrong", "right"}), "x: wrong; right");
    EXPECT_EQ(to_text({{"--set"}, "a.b=5", "wrong", ""}), "--set a.b=5: wrong");
    EXPECT_EQ(to_text({{"--set"}, "", "wrong", ""}), "--set: wrong");
}

TEST(MistakeOrder, IsByPlace) {
    const Mistake a{{"a.yaml", 2, 9}, "z", "z", ""};
    const Mistake b{{"a.yaml", 10, 1}, "a", "a", ""};
    EXPECT_LT(a, b);
}

TEST(Printable, IsOneShortLine) {
    EXPECT_EQ(printable("a\nb\tc\x1b[31m"), "a b c [31m");
    EXPECT_EQ(printable(std::string(100, 'x')), std::string(80, 'x') + "...");
    EXPECT_EQ(printable(std::string(79, 'x') + "ää"), std::string(79, 'x') + "ä...");
    EXPECT_EQ(in_quotes("x"), "\"x\"");
}

TEST(LackingSpace, TellsKeysFromValues) {
    EXPECT_EQ(lacking_space("type:v4l2"), "type:v4l2 lacks a space after the colon");
    EXPECT_EQ(lacking_space("path:/x y"), "path:/x lacks a space after the colon");
    for (const char* text : {"", "type", "type:", ":x", "tcp://x", "/dev/x:y", "a b:c"})
        EXPECT_EQ(lacking_space(text), "") << text;
}

TEST(Overlay, EmptyTakesNoMapAway) {
    Value base, nothing, scalar;
    base.kind = Value::Kind::map;
    base.add({"a", {}}, {});
    scalar.kind = Value::Kind::scalar;
    scalar.text = "5";
    lay_over(base, nothing);
    EXPECT_TRUE(base.is_map());
    lay_over(base, scalar);
    EXPECT_EQ(base.text, "5");
}

std::string open_at_end(std::string_view text) {
    const Skim seen = skim(lines_of(text));
    std::string out;
    for (const auto& bracket : seen.brackets) out += bracket.sign;
    return out + (seen.quote ? std::string(1, seen.quote->sign) : "");
}

TEST(Skim, KnowsWhatStandsOpen) {
    EXPECT_EQ(open_at_end("a: {b: [c, d]}"), "");
    EXPECT_EQ(open_at_end("a: {b: [c"), "{[");
    EXPECT_EQ(open_at_end("a: it's {b"), "");
    EXPECT_EQ(open_at_end("a: 'it''s'"), "");
    EXPECT_EQ(open_at_end("a: \"x\\\""), "\"");
    EXPECT_EQ(open_at_end("a: x # [ {"), "");
    EXPECT_EQ(open_at_end("a: \"x # [\""), "");
    EXPECT_EQ(open_at_end("a: ${CAM} a[0]"), "");
    EXPECT_EQ(open_at_end("- [a"), "[");
    EXPECT_EQ(open_at_end("a: [b:'c"), "['");
}

}  // namespace
}  // namespace sluice::config
