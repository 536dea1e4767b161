// Files before their meaning: what can be read, layers, the environment, --set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "helpers.hpp"
#include "temp_folder.hpp"

namespace sluice::config {
namespace {

const std::string whole =
    "sluice: 1\nsources: { front: { type: v4l2 } }\nsinks: { out: { type: null, from: front } }\n";

TEST(Reading, SaysWhatIsNoConfigFile) {
    const TempFolder temp;
    const auto answer = [&](const std::string& file) {
        std::string out = lines(check(Document::read({file}, {})).mistakes);
        return out.starts_with(file) ? out.substr(file.size()) : out;
    };
    EXPECT_EQ(answer(temp.at("none.yaml")), ": no such file; name a config file\n");
    EXPECT_EQ(answer(temp.at("")), ": a folder; name a config file in it\n");
    EXPECT_EQ(answer(temp.file("empty.yaml", "")), ": an empty file; begin it with sluice: 1\n");
    EXPECT_EQ(answer(temp.file("marker.yaml", "---\n...\n")), ": an empty file; begin it with sluice: 1\n");
    EXPECT_EQ(answer(temp.file("latin1.yaml", "sluice: 1\n# \xE4\n")), ":2: not UTF-8; save the file as UTF-8\n");
    EXPECT_EQ(answer(temp.file("nul.yaml", std::string("sluice: 1\n\0", 11))), ":2: a NUL byte; this is no text\n");
    EXPECT_EQ(answer(temp.file("utf16.yaml", std::string("\xFF\xFEs\0", 4))),
              ":1: not UTF-8; save the file as UTF-8\n");
    EXPECT_EQ(answer(temp.file("huge.yaml", std::string((1 << 20) + 10, '#'))),
              ": larger than 1 MiB; this is no config file\n");
    EXPECT_EQ(answer(temp.file("mib.yaml", whole + std::string((1 << 20) - whole.size(), '#'))), "");
    const std::string locked = temp.file("locked.yaml", whole);
    ::chmod(locked.c_str(), 0);
    if (::geteuid() != 0) {
        EXPECT_EQ(answer(locked), ": cannot be opened: Permission denied\n");
    }
}

TEST(Reading, RefusesEveryMalformedUtf8) {
    for (const char* bytes : {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                              "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xF0\x9F\x98"})
        EXPECT_EQ(said(whole + "# " + bytes + "\n"), "a.yaml:4: not UTF-8; save the file as UTF-8\n") << bytes;
    for (const char* bytes : {"ä", "€", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_EQ(said(whole + "# " + bytes + "\n"), "") << bytes;
    EXPECT_EQ(said("\xEF\xBB\xBF" + whole), "");
}

TEST(Reading, OneUnreadableFileLeavesTheOthersMistakes) {
    const TempFolder temp;
    const std::string a = temp.file("a.yaml", "sluice: 1\nsources: { front: { type: v4l2, device: ${X} } }\n");
    const std::string b = temp.file("b.yaml", "sinks: { out: { type: null, from: frnt } }\n");
    EXPECT_THAT(lines(check(Document::read({a, b, temp.at("c.yaml")}, {})).mistakes),
                testing::AllOf(testing::HasSubstr("a.yaml:2:41: sources.front.device: ${X} inside { } must be quoted"),
                               testing::HasSubstr("c.yaml: no such file"), testing::Not(testing::HasSubstr("frnt"))));
}

TEST(Reading, LaysMapsOverMapsAndReplacesTheRest) {
    const TempFolder temp;
    const std::string base = temp.file("base.yaml", R"(sluice: 1
sources:
  cam1: { type: v4l2, fps: 15, device: /dev/video0 }
  cam2: { type: v4l2 }
sinks:
  out: { type: null, from: [cam1, cam2] }
)");
    const std::string box =
        temp.file("box.yaml", "sources:\n  cam1: { fps: 5 }\nfilters:\nsinks:\n  out: { from: cam1 }\n");
    const auto result = check(Document::read({base, box}, {}));
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "cam1").params->rate("fps"), (Rate{5, 1}));
    EXPECT_EQ(node(result, "cam1").params->text("device"), "/dev/video0");
    ASSERT_EQ(node(result, "out").from.size(), 1U);
    EXPECT_EQ(node(result, "out").from[0].place.file, box);
    EXPECT_EQ(lines(result.warnings), base + ":4:3: sources.cam2: nobody takes its frames; name it in a sink's from\n");
}

TEST(Reading, TellsTheFileThatWroteAMistake) {
    const TempFolder temp;
    const std::string base = temp.file("base.yaml", whole);
    const std::string box = temp.file("box.yaml", "sources:\n  front: { fps: fast, type: }\nsluice: 3\n");
    const std::string text = lines(check(Document::read({base, box}, {})).mistakes);
    EXPECT_THAT(text, testing::HasSubstr(box + ":2:23: sources.front: type is missing"));
    EXPECT_THAT(text, testing::HasSubstr(box + ":3:9: sluice: 3 is no version"));
}

TEST(Reading, FillsInTheEnvironment) {
    ::setenv("SLUICE_TEST_CAM", "/dev/video7", 1);
    ::setenv("SLUICE_TEST_EMPTY", "", 1);
    ::unsetenv("SLUICE_TEST_UNSET");
    const auto device = [](const std::string& text) {
        const auto result = check("sluice: 1\nsources: { a: { type: v4l2, device: \"" + text +
                                  "\" } }\nsinks: { o: { type: null, from: a } }\n");
        return result.mistakes.empty() ? std::string(node(result, "a").params->text("device")) : lines(result.mistakes);
    };
    EXPECT_EQ(device("${SLUICE_TEST_CAM}"), "/dev/video7");
    EXPECT_EQ(device("a${SLUICE_TEST_CAM}b${SLUICE_TEST_CAM}"), "a/dev/video7b/dev/video7");
    EXPECT_EQ(device("$${SLUICE_TEST_CAM}"), "${SLUICE_TEST_CAM}");
    EXPECT_EQ(device("$$${SLUICE_TEST_CAM}"), "$${SLUICE_TEST_CAM}");
    EXPECT_EQ(device("$SLUICE $ {x} 5$"), "$SLUICE $ {x} 5$");
    EXPECT_EQ(device("x${SLUICE_TEST_EMPTY}"), "x");
    EXPECT_EQ(device("${SLUICE_TEST_EMPTY:-y}"), "y");
    EXPECT_EQ(device("${SLUICE_TEST_UNSET:-a:-b}"), "a:-b");
    EXPECT_EQ(device("x${SLUICE_TEST_UNSET:-}"), "x");
    ::setenv("SLUICE_TEST_CAM", "${SLUICE_TEST_CAM}", 1);
    EXPECT_EQ(device("${SLUICE_TEST_CAM}"), "${SLUICE_TEST_CAM}");
    EXPECT_THAT(device("${SLUICE_TEST_UNSET}"),
                testing::HasSubstr("the environment variable SLUICE_TEST_UNSET is not set"));
    EXPECT_THAT(device("${}"), testing::HasSubstr("names no environment variable"));
}

TEST(Reading, SetsValues) {
    const auto with = [](const std::string& text) { return check(whole, {{text}}); };
    EXPECT_EQ(node(with("sources.front.fps=15"), "front").params->rate("fps"), (Rate{15, 1}));
    EXPECT_EQ(node(with("sources.front.device=a=b: [c]"), "front").params->text("device"), "a=b: [c]");
    EXPECT_EQ(node(with("sources.front.device=\"x\""), "front").params->text("device"), "x");
    EXPECT_EQ(node(with("sources.front.device="), "front").params->text("device"), "");
    EXPECT_EQ(node(with("sinks.out.from=[front]"), "out").from.size(), 1U);
    EXPECT_EQ(node(with("sinks.out.from={node: front, as: door}"), "out").from[0].as, "door");
    EXPECT_EQ(node(with("sinks.out.from={node: front}"), "out").from[0].place, (Place{"--set"}));
    EXPECT_EQ(node(with("defaults.sources.v4l2.fps=7"), "front").params->rate("fps"), (Rate{7, 1}));
    EXPECT_EQ(Document::read_text("a.yaml", whole, {{"process.log=json"}}).process().log, "json");
    const auto later = check(whole, {{"sources.front.fps=1"}, {"sources.front.fps=2"}});
    EXPECT_EQ(node(later, "front").params->rate("fps"), (Rate{2, 1}));
    EXPECT_EQ(said(whole, {{"sources.frnt.fps=15"}}),
              "--set sources.frnt.fps=15: there is no sources.frnt; did you mean front?\n");
    EXPECT_EQ(said(whole, {{"sources.front.type.x=15"}}),
              "--set sources.front.type.x=15: sources.front.type is \"v4l2\", not a map; set sources.front.type as a "
              "whole\n");
}

}  // namespace
}  // namespace sluice::config
