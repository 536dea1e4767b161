// Each file of right/ and what is read from it: a line per node, with its parameters and links.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "config/param_set.hpp"
#include "helpers.hpp"
#include "temp_folder.hpp"

namespace sluice::config {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(SLUICE_CONFIG_TESTS) / "right";

std::set<std::string> names(const std::string& extension) {
    std::set<std::string> out;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == extension) out.insert(file.path().stem().string());
    return out;
}

std::string content(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

std::string value_of(const Params& params, const char* name, std::size_t index) {
    std::ostringstream out;
    if (params.kind(name, index) == ParamKind::region) {
        const Region region = params.region(name, index);
        out << region.width << "x" << region.height << "+" << region.x << "+" << region.y;
    } else if (params.kind(name, index) == ParamKind::points) {
        out << params.point(name, index).x << "," << params.point(name, index).y;
    } else {
        out << params.text(name, index);
    }
    return out.str();
}

std::string key_of(const Params& params, const char* name, std::size_t index) {
    return params.kind(name, index) == ParamKind::map ? std::string(params.key(name, index)) + ":" : std::string();
}

std::string dump(const Link& link) {
    std::ostringstream out;
    out << " <- " << link.node;
    if (link.fps) out << " fps " << link.fps->frames << "/" << link.fps->seconds;
    if (link.queue) out << " queue " << *link.queue;
    if (link.drop) out << " drop " << static_cast<int>(*link.drop);
    if (link.as) out << " as " << *link.as;
    if (link.with) out << " with " << *link.with;
    if (link.max_age) out << " max_age " << *link.max_age / std::chrono::milliseconds(1) << "ms";
    return out.str();
}

std::string dump(const Node& node) {
    std::ostringstream out;
    out << name_of(node.kind) << " " << node.name << ": " << node.type;
    if (node.optional) out << " optional";
    if (node.run_always) out << " always";
    if (node.pass_on_error) out << " pass";
    if (!node.entry) return out.str() + " (absent)\n";
    for (const Param& param : params_of(*node.entry))
        for (std::size_t i = 0; i < node.params->count(param.name); ++i)
            out << (i ? "|" : std::string(" ") + param.name + "=") << key_of(*node.params, param.name, i) << value_of(*node.params, param.name, i);
    for (const Link& link : node.from) out << dump(link);
    return out.str() + "\n";
}

class RightFile : public testing::TestWithParam<std::string> {};

TEST_P(RightFile, IsReadAsExpected) {
    ::setenv("SLUICE_IP", "127.0.0.1", 1);
    const Document document = Document::read({(folder / (GetParam() + ".yaml")).string()}, {});
    const auto result = check(document);
    std::string read;
    for (const std::string& plugin : document.process().plugins) read += "plugins " + plugin + "\n";
    if (document.process().control) read += "control " + *document.process().control + "\n";
    for (const Node& node : result.config.nodes) read += dump(node);
    read += lines(result.mistakes);
    for (const Mistake& warning : result.warnings) read += "warning: " + to_text(warning) + "\n";
    const std::string here = folder.string();
    for (std::size_t at = 0; (at = read.find(here, at)) != std::string::npos;) read.replace(at, here.size(), "/here");
    EXPECT_EQ(read, content(folder / (GetParam() + ".expected")));
    EXPECT_EQ(lines(result.mistakes), "");
}

INSTANTIATE_TEST_SUITE_P(Config, RightFile, testing::ValuesIn(names(".yaml")),
                         [](const testing::TestParamInfo<std::string>& file) { return file.param; });

TEST(RightFiles, HaveEachAnExpectation) { EXPECT_EQ(names(".yaml"), names(".expected")); }

TEST(RightFiles, BaseAndBox) {
    ::setenv("SLUICE_IP", "127.0.0.1", 1);
    const auto result =
        check(Document::read({(folder / "base.yaml").string(), (folder / "layers/box.yaml").string()}, {}));
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "cam3").params->rate("fps"), (Rate{5, 1}));
    EXPECT_EQ(node(result, "cam4").params->text("device"), "/dev/video8");
    EXPECT_EQ(node(result, "cam1").params->rate("fps"), (Rate{15, 1}));
}

TEST(RightFiles, ControlsMergeNameByName) {
    const TempFolder temp;
    const std::string one = temp.file("one.yaml",
                                      "sluice: 1\nprocess: { control: ipc:///run/sluice/control }\n"
                                      "sources: { front: { type: v4l2, controls: { gain: 5, hue: 1 } } }\n"
                                      "sinks: { out: { type: null, from: front } }\n");
    const std::string two = temp.file("two.yaml", "sources: { front: { controls: { hue: 2, contrast: 3 } } }\n");
    const Document document = Document::read({one, two}, {{"sources.front.controls.exposure_time_absolute=156"}});
    const auto result = check(document);
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(document.process().control, "ipc:///run/sluice/control");
    EXPECT_EQ(dump(node(result, "front")),
              "source front: v4l2 format=mjpeg size=1280x720 fps=30 controls=gain:5|hue:2|contrast:3|exposure_time_absolute:156\n");
}

TEST(RightFiles, ControlIsOfThisMachineAlone) {
    const auto said_of = [](const std::string& endpoint) {
        return said("sluice: 1\nprocess: { control: \"" + endpoint + "\" }\nsources: { front: { type: v4l2 } }\n"
                    "sinks: { out: { type: null, from: front } }\n");
    };
    const std::string where = "a.yaml:2:21: process.control: ";
    const std::string next = "; write ipc:///run/sluice/control\n";
    EXPECT_EQ(said_of("ipc:///run/c"), "");
    EXPECT_EQ(said_of("tcp://127.0.0.1:5555"), where + "control is never offered to the network" + next);
    EXPECT_EQ(said_of("/run/c"), where + "\"/run/c\" is no socket of this machine" + next);
    EXPECT_EQ(said_of("ipc://run/c"), where + "\"run/c\" is no absolute path" + next);
    EXPECT_EQ(said_of("ipc://@c"), where + "\"@c\" is no absolute path" + next);
    EXPECT_EQ(said_of("ipc:///run/"), where + "\"/run/\" is a folder" + next);
    EXPECT_EQ(said_of("ipc:///" + std::string(107, 'c')), where + "the path has 108 characters, a socket takes 107" + next);
    EXPECT_EQ(said_of(""), where + "\"\" is no socket of this machine" + next);
}

}  // namespace
}  // namespace sluice::config
