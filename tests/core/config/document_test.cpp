// Hostile texts: nothing may hang, throw or crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "helpers.hpp"

namespace sluice::config {
namespace {

std::string repeated(std::string_view part, std::size_t size = std::size_t{1} << 20) {
    std::string out;
    while (out.size() + part.size() <= size) out += part;
    return out;
}

TEST(Hostile, RepetitionsOfEverySignEndSoon) {
    for (const char* part :
         {"[",   "{",      "? ",  "- ",    "{a: ",  "a: &a ",  "'x',",        "- [", "\"", "x: ", "!",  "[a,", "*a ",
          "\n-", "a: |\n", "&a ", "---\n", "[a]: ", "{a: b, ", "k: [1, 2]\n", "${",  "#",  "\n",  ": ", "a:\n"})
        EXPECT_NE(said("sluice: 1\n" + repeated(part, 200'000)), "") << part;
}

TEST(Hostile, ManyKeysAreBounded) {
    std::string keys = "sluice: 1\n";
    for (int i = 0; i < 60'000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
    EXPECT_THAT(said(keys), testing::HasSubstr("more than 20000 values"));
}

TEST(Hostile, AliasesCannotNestDeeper) {
    std::string text = "sluice: 1\nx-0: &a0 " + repeated("[", 40) + repeated("]", 40) + "\n";
    text += "x-1: " + repeated("[", 40) + "*a0" + repeated("]", 40) + "\n";
    EXPECT_THAT(said(text), testing::HasSubstr("nested deeper than 64 levels"));
}

TEST(Hostile, NoFileAtAll) { EXPECT_NE(lines(check(Document::read({}, {})).mistakes), ""); }

TEST(Hostile, DocumentsCanBeMoved) {
    Document a = Document::read_text("a.yaml", "sluice: 1\n");
    Document b = std::move(a);
    a = std::move(b);
    EXPECT_FALSE(check(a).mistakes.empty());
}

}  // namespace
}  // namespace sluice::config
