// What `sluice new-plugin` writes and what it refuses. That the result builds is shown by first_day.cmake.
#include <gmock/gmock.h>

#include "tests/support/scratch_folder.hpp"
#include "tests/tools/sluice/child.hpp"

namespace sluice::tool {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(NewPlugin, WritesAFolderAndSaysWhatIsNext) {
    test::ScratchFolder folder;
    Child child({"new-plugin", "people_count", "--in", folder.path()});
    EXPECT_EQ(child.wait(), 0) << child.err();
    EXPECT_THAT(folder.names(), ElementsAre("people_count"));
    EXPECT_THAT(folder.names("people_count"), ElementsAre(".gitignore", "CMakeLists.txt", "README.md", "demo.yaml",
                                                          "people_count.cpp", "people_count_test.cpp"));
    EXPECT_THAT(child.out(), AllOf(HasSubstr("cd " + (folder.path() / "people_count").string()), HasSubstr("cmake -B build"),
                                   HasSubstr("sluice run demo.yaml --plugin-path build"),
                                   HasSubstr("sluice sub tcp://127.0.0.1:5555 front/notes/")));
    for (const std::string& name : folder.names("people_count"))
        EXPECT_THAT(folder.read("people_count/" + name), Not(HasSubstr("@"))) << name;
    EXPECT_THAT(folder.read("people_count/people_count.cpp"),
                AllOf(HasSubstr("class PeopleCount final"), HasSubstr("SLUICE_FILTER(\"people_count\", PeopleCount,")));
}

TEST(NewPlugin, LeavesWhatIsThereAlone) {
    test::ScratchFolder folder;
    std::filesystem::create_directory(folder.path() / "mine");
    folder.put("mine/mine.cpp", "a week of work");
    Child child({"new-plugin", "mine", "--in", folder.path()});
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.err(), HasSubstr("mine is there already; choose another name"));
    EXPECT_THAT(folder.names("mine"), ElementsAre("mine.cpp"));
    EXPECT_EQ(folder.read("mine/mine.cpp"), "a week of work");
}

struct Wrong {
    const char* name;
    const char* says;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << '"' << wrong.name << '"'; }

class WrongNames : public testing::TestWithParam<Wrong> {};

TEST_P(WrongNames, AreRefusedWithTheNextStep) {
    test::ScratchFolder folder;
    Child child({"new-plugin", GetParam().name, "--in", folder.path()});
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.err(), HasSubstr(GetParam().says));
    EXPECT_THAT(folder.names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, WrongNames, testing::Values(
    Wrong{"PeopleCount", "write small letters, digits and _"},
    Wrong{"people-count", "write small letters, digits and _"},
    Wrong{"2people", "a letter first"},
    Wrong{"../mine", "write small letters, digits and _"},
    Wrong{"", "write small letters, digits and _"},
    Wrong{"v4l2", "there is a node type v4l2 already; choose another name"},
    Wrong{"zmq", "there is a node type zmq already"},
    Wrong{"every_nth", "there is a node type every_nth already"},
    Wrong{"test", "means something else to CMake; choose another name"},
    Wrong{"sluice", "choose another name"}));

TEST(NewPlugin, SaysWhichFolderIsMissing) {
    Child child({"new-plugin", "mine", "--in", "/no/such/folder"});
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.err(), HasSubstr("there is no folder /no/such/folder; make it, or correct --in"));
}

}  // namespace
}  // namespace sluice::tool
