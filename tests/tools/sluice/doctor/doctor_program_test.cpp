// The built program as a user meets it: what it prints and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scratch_folder.hpp"
#include "tests/tools/sluice/child.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;

class DoctorProgram : public testing::Test {
protected:
    std::string config(const std::string& sink) const {
        folder.put("a.yaml", "sluice: 1\nsources:\n  test: { type: pattern }\nsinks:\n  " + sink + "\n");
        return folder.path() / "a.yaml";
    }
    test::ScratchFolder folder;
};

TEST_F(DoctorProgram, EndsWithZeroWhereNothingIsWrong) {
    Child child({"doctor", config("gone: { type: \"null\", from: test }")});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr("ok     memory: frames take at most "));
    EXPECT_THAT(child.out(), testing::EndsWith("all is well\n"));
}

TEST_F(DoctorProgram, EndsWithOneWhereSomethingIs) {
    const std::string file = config("disk: { type: file, path: recordings, keep: 1MiB, min_free: 100000GiB, from: test }");
    Child child({"doctor", file});
    EXPECT_EQ(child.wait(), 1);
    EXPECT_THAT(child.out(), HasSubstr("wrong  sinks.disk: "));
    EXPECT_THAT(child.out(), testing::EndsWith("1 thing is wrong\n"));
    Child json({"doctor", file, "--json"});
    EXPECT_EQ(json.wait(), 1);
    EXPECT_THAT(json.out(), HasSubstr(R"({"level":"wrong","where":"sinks.disk")"));
    EXPECT_THAT(json.out(), HasSubstr(R"("wrong":1)"));
}

TEST_F(DoctorProgram, EndsWithTwoWhereTheConfigIsWrong) {
    Child mistake({"doctor", config("disk: { type: fiel, path: x, from: test }")});
    EXPECT_EQ(mistake.wait(), 2);
    EXPECT_THAT(mistake.err(), HasSubstr("fiel"));
    EXPECT_EQ(mistake.out(), "");
    Child alone({"doctor", "--set", "sources.a.fps=3"});
    EXPECT_EQ(alone.wait(), 2);
    EXPECT_THAT(alone.err(), HasSubstr("name the config too"));
}

TEST_F(DoctorProgram, NeedsNoFile) {
    Child child({"doctor"});
    EXPECT_NE(child.wait(), 2);  // 0, or 1 where this machine's cameras may not be opened
    EXPECT_THAT(child.out(), HasSubstr("memory: "));
    EXPECT_THAT(child.out(), HasSubstr("clock: "));
    Child help({"doctor", "--help"});
    EXPECT_EQ(help.wait(), 0);
    EXPECT_THAT(help.out(), HasSubstr("Usage: sluice doctor"));
}

}  // namespace
}  // namespace sluice::tool
