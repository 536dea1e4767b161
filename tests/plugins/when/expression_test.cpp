// The condition of `when`: what holds, and what is said of one that cannot be read.
#include <gmock/gmock.h>

#include "plugins/when/expression.hpp"
#include "tests/plugins/noting.hpp"

namespace sluice {
namespace {

using test::box_at;
using testing::HasSubstr;

Notes some_notes() {
    return Notes()
        .with("motion", 0.13)
        .with("count", std::int64_t{3})
        .with("door", true)
        .with("closed", false)
        .with("label", std::string("cat"))
        .with("empty", std::string())
        .with("boxes", std::vector<Box>{box_at(0, 0, 1, 1, "person"), box_at(0, 0, 1, 1, "person"), box_at(0, 0, 1, 1, "dog")})
        .with("nothing", std::vector<Box>{});
}

bool holds(std::string_view text) { return Expression(text).holds(some_notes()); }

TEST(Expression, ComparesNumbers) {
    EXPECT_TRUE(holds("motion > 0.02"));
    EXPECT_FALSE(holds("motion > 0.13"));
    EXPECT_TRUE(holds("motion >= 0.13"));
    EXPECT_TRUE(holds("motion<=.13"));
    EXPECT_FALSE(holds("motion < -1"));
    EXPECT_TRUE(holds("count == 3"));
    EXPECT_TRUE(holds("count != 4"));
    EXPECT_TRUE(holds("0.02 < motion"));
    EXPECT_TRUE(holds("count > motion"));
}

TEST(Expression, ComparesTextsAndTruth) {
    EXPECT_TRUE(holds(R"(label == "cat")"));
    EXPECT_FALSE(holds("label == 'dog'"));
    EXPECT_TRUE(holds("label != 'dog'"));
    EXPECT_TRUE(holds("door == true"));
    EXPECT_TRUE(holds("closed == false"));
}

TEST(Expression, ANameAloneHoldsWhereThereIsSomething) {
    for (const char* text : {"motion", "count", "door", "label", "boxes"}) EXPECT_TRUE(holds(text)) << text;
    for (const char* text : {"closed", "empty", "nothing", "absent"}) EXPECT_FALSE(holds(text)) << text;
}

TEST(Expression, AComparisonWithoutTheNoteDoesNotHold) {
    for (const char* text : {"absent > 0", "absent < 1", "absent == 0", "absent != 0", "0 < absent", "count(absent) >= 0"})
        EXPECT_FALSE(holds(text)) << text;
}

TEST(Expression, UnlikeKindsDoNotCompare) {
    for (const char* text : {"label > 0", "motion == 'cat'", "door == 1", "boxes > 0", "motion != true"})
        EXPECT_FALSE(holds(text)) << text;
}

TEST(Expression, CountsBoxes) {
    EXPECT_TRUE(holds("count(boxes) == 3"));
    EXPECT_TRUE(holds("count(boxes, 'person') >= 2"));
    EXPECT_TRUE(holds("count(boxes, \"dog\")"));
    EXPECT_FALSE(holds("count(boxes, 'cat')"));
    EXPECT_TRUE(holds("count(nothing) == 0"));
}

TEST(Expression, AndBindsTighterThanOr) {
    EXPECT_TRUE(holds("door or closed and closed"));
    EXPECT_FALSE(holds("(door or closed) and closed"));
    EXPECT_TRUE(holds("not closed and door"));
    EXPECT_FALSE(holds("not (door and label == 'cat')"));
    EXPECT_TRUE(holds("not not door"));
    EXPECT_TRUE(holds("motion > 1 or motion < 1 and not absent"));
}

TEST(Expression, NanHoldsNothing) {
    const Notes notes = Notes().with("motion", std::numeric_limits<double>::quiet_NaN());
    for (const char* text : {"motion", "motion > 0", "motion <= 0", "motion == motion"})
        EXPECT_FALSE(Expression(text).holds(notes)) << text;
}

struct Wrong {
    const char* text;
    const char* what;
    const char* next;
};

class WrongExpression : public testing::TestWithParam<Wrong> {};

TEST_P(WrongExpression, SaysWhereAndWhatIsExpected) {
    try {
        Expression expression(GetParam().text);
        FAIL() << GetParam().text;
    } catch (const Expression::Mistake& mistake) {
        EXPECT_THAT(mistake.what(), HasSubstr(GetParam().what));
        EXPECT_THAT(mistake.next, HasSubstr(GetParam().next));
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongExpression,
    testing::Values(Wrong{"", "empty at character 1", "motion > 0.02"}, Wrong{"motion >", "ends too early at character 9", "a value"},
                    Wrong{"motion = 3", "= compares nothing at character 8", "write =="},
                    Wrong{"motion > 0.02 && door", "\"&\" is not known at character 15", "and, or, not"},
                    Wrong{"!door", "\"!\" is not known at character 1", "not"}, Wrong{"3 > 2", "nothing here comes from a frame", "motion"},
                    Wrong{"0.02", "a value alone", "compare it"}, Wrong{"motion > 1 2", "\"2\" is not expected at character 12", "and, or"},
                    Wrong{"(motion > 1", "the condition ends at character 12", "closing parenthesis"},
                    Wrong{"motion > 1)", "\")\" is not expected at character 11", "the end"},
                    Wrong{"label == 'cat", "never ends at character 10", "quotes"}, Wrong{"0 < motion < 1", "two comparisons", "and"},
                    Wrong{"max(boxes) > 1", "there is no max()", "count(boxes)"}, Wrong{"count(3)", "\"3\" is not expected", "name of a note"},
                    Wrong{"count(boxes, person)", "\"person\" is not expected", "quotes"}, Wrong{"motion > 1e", "\"1e\" is no number", "0.02"},
                    Wrong{"and motion", "\"and\" is not expected at character 1", "a note's name"}, Wrong{"motion > ö", "not expected", "value"}));

TEST(Expression, HasABoundOnDepth) {
    EXPECT_THROW(Expression(std::string(100'000, '(')), Expression::Mistake);
    EXPECT_TRUE(holds(std::string(40, '(') + "door" + std::string(40, ')')));
}

}  // namespace
}  // namespace sluice
