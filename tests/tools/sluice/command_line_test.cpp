// The built program, as a user meets it: help, what it says of a wrong word, exit statuses.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/sluice/child.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

TEST(CommandLine, HelpGoesToStdoutAndNamesEveryCommand) {
    Child child({"--help"});
    EXPECT_EQ(child.wait(), 0);
    for (const char* word : {"run", "check", "explain", "nodes", "devices", "doctor", "sub", "control", "keys", "new-plugin", "Exit status: 0", "Examples:"})
        EXPECT_THAT(child.out(), HasSubstr(word));
    EXPECT_EQ(child.err(), "");
}

class HelpOf : public testing::TestWithParam<const char*> {};

TEST_P(HelpOf, HasUsageAndExamples) {
    Child child({GetParam(), "--help"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THAT(child.out(), HasSubstr(std::string("Usage: sluice ") + GetParam()));
    EXPECT_THAT(child.out(), HasSubstr(std::string("  sluice ") + GetParam()));
    EXPECT_THAT(child.out(), testing::Not(HasSubstr("REQUIRED")));
}
INSTANTIATE_TEST_SUITE_P(Commands, HelpOf, testing::Values("run", "check", "explain", "nodes", "devices", "doctor", "sub", "control", "keys", "new-plugin"));

TEST(CommandLine, VersionIsTheProjects) {
    Child child({"--version"});
    EXPECT_EQ(child.wait(), 0);
    EXPECT_EQ(child.out(), "sluice " SLUICE_VERSION "\n");
}

TEST(CommandLine, AloneItShowsHelpOnStderr) {
    Child child({});
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.err(), HasSubstr("Commands:"));
    EXPECT_EQ(child.out(), "");
}

struct Wrong {
    Words words;
    const char* says;
};

class WrongWords : public testing::TestWithParam<Wrong> {};

TEST_P(WrongWords, AreToldWithTheNextStepAndStatusTwo) {
    Child child(GetParam().words);
    EXPECT_EQ(child.wait(), 2);
    EXPECT_THAT(child.err(), HasSubstr(GetParam().says));
    EXPECT_EQ(child.out(), "");
}

INSTANTIATE_TEST_SUITE_P(All, WrongWords, testing::Values(
    Wrong{{"rnu", "x.yaml"}, "unknown command rnu; did you mean run?"},
    Wrong{{"run"}, "FILE is required"},
    Wrong{{"run", "x.yaml", "--fro", "10s"}, "unknown option --fro; did you mean --for?"},
    Wrong{{"--log-levle", "debug", "devices"}, "did you mean --log-level?"},
    Wrong{{"run", "x.yaml", "--for", "10"}, "write a time with its unit"},
    Wrong{{"run", "x.yaml", "--frames", "-3"}, "--frames"},
    Wrong{{"run", "x.yaml", "--frames"}, "--frames lacks its value"},
    Wrong{{"devices", "--log-level", "debgu"}, "did you mean debug?"},
    Wrong{{"devices", "--log", "xml"}, "it is text or json"},
    Wrong{{"explain"}, "FILE is required"},
    Wrong{{"explain", "x.yaml", "--format", "jsno"}, "did you mean json? it is text, dot or json"},
    Wrong{{"explain", "/nowhere/x.yaml"}, "/nowhere/x.yaml"},
    Wrong{{"nodes", "zmq", "--schema"}, "leave TYPE away"},
    Wrong{{"devices", "front"}, "one word too many: front"},
    Wrong{{"devices", "--yaml", "--json"}, "choose one"},
    Wrong{{"sub"}, "ENDPOINT is required"},
    Wrong{{"sub", "tcp://127.0.0.1:1", "--raw", "--json"}, "choose one"},
    Wrong{{"sub", "localhost:5555"}, "write tcp://localhost:5555"},
    Wrong{{"sub", "tcp://*:5555"}, "where a publisher binds"},
    Wrong{{"sub", "tcp://pi"}, "lacks the port"},
    Wrong{{"sub", "/run/x.ipc"}, "write ipc:///run/x.ipc"},
    Wrong{{"sub", "udp://x:1"}, "no endpoint of sluice"},
    Wrong{{"sub", "a\x1b[2J:5555"}, "a\\x1b[2J"},
    Wrong{{"control", "front", "exposure"}, "exposure is not of the form name=value; write it like exposure_time_absolute=156"},
    Wrong{{"control", "front", "=5"}, "=5 is not of the form name=value"},
    Wrong{{"control", "gain=5"}, "gain=5 names no node; write sluice control NODE gain=5"},
    Wrong{{"control", "front", "--at", "tcp://127.0.0.1:5555"}, "control is never offered to the network"},
    Wrong{{"nodes", "zmp"}, "did you mean zmq?"}));

TEST(Commands, NodesListsWhatIsBuiltIn) {
    Child child({"nodes"});
    EXPECT_EQ(child.wait(), 0);
    for (const char* type : {"v4l2", "pattern", "file", "zmq", "null"}) EXPECT_THAT(child.out(), HasSubstr(type));
    Child one({"nodes", "zmq"});
    EXPECT_EQ(one.wait(), 0);
    EXPECT_THAT(one.out(), HasSubstr("type: zmq"));
}

TEST(Commands, ExplainTellsOfAFileInEachFormat) {
    Child text({"explain", "configs/two-webcams.yaml"});
    EXPECT_EQ(text.wait(), 0);
    EXPECT_THAT(text.out(), HasSubstr("front -> wlan"));
    Child dot({"explain", "configs/two-webcams.yaml", "--format", "dot"});
    EXPECT_EQ(dot.wait(), 0);
    EXPECT_THAT(dot.out(), testing::StartsWith("digraph sluice {"));
    Child json({"explain", "configs/two-webcams.yaml", "--format=json", "--set", "sources.front.fps=15"});
    EXPECT_EQ(json.wait(), 0);
    EXPECT_THAT(json.out(), HasSubstr("\"fps\":15"));
}

TEST(Commands, NodesPrintsASchemaOfAllTypes) {
    Child schema({"nodes", "--schema"});
    EXPECT_EQ(schema.wait(), 0);
    for (const char* part : {"draft-07", "\"source.v4l2\"", "\"sink.zmq\""}) EXPECT_THAT(schema.out(), HasSubstr(part));
}

TEST(Commands, ControlSaysWhenNobodyAnswers) {
    Child child({"control", "front", "gain=5", "--at", "ipc:///nowhere/control"});
    EXPECT_EQ(child.wait(), 1);
    EXPECT_THAT(child.err(), HasSubstr("nobody answers at ipc:///nowhere/control: there is no such socket; write process.control: "));
    EXPECT_EQ(child.out(), "");
}

TEST(Commands, DevicesAnswersWithAndWithoutCameras) {
    Child text({"devices"});
    EXPECT_EQ(text.wait(), 0);
    EXPECT_NE(text.out(), "");
    Child json({"devices", "--json"});
    EXPECT_EQ(json.wait(), 0);
    EXPECT_THAT(json.out(), testing::StartsWith("{\"cameras\":["));
}

}  // namespace
}  // namespace sluice::tool
