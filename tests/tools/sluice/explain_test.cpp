// What explain prints of whole configs, with node types as the real ones declare themselves.
#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "config/document.hpp"
#include "graph/explanation.hpp"
#include "tests/tools/sluice/dot_grammar.hpp"
#include "tools/sluice/explain_dot.hpp"
#include "tools/sluice/explain_hints.hpp"
#include "tools/sluice/explain_json.hpp"
#include "tools/sluice/explain_text.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Param camera_params[] = {Param::choice("format", "mjpeg|yuyv", "").fallback("mjpeg"), Param::size("size", ""), Param::rate("fps", "")};
constexpr Param resize_params[] = {Param::whole("width", ""), quality_param()};
constexpr Param zmq_params[] = {Param::text("bind", "").several().must()};

class Types final : public Catalogue {
public:
    Types() {
        add("v4l2", NodeKind::source, camera_params).promise = [](const Params& params, Promise& promise) {
            promise.format_known = true;
            if (params.text("format") == "yuyv") promise.format = Format::yuyv;
            if (params.has("size")) promise.size = params.size("size");
            if (params.has("fps")) promise.rate = params.rate("fps");
        };
        add("motion", NodeKind::filter).wishes = [](const Params&, Wishes& wishes) { wishes.pixels({Format::gray, 4}); };
        NodeEntry& mask = add("mask", NodeKind::filter);
        mask.guards = true;
        mask.wishes = [](const Params&, Wishes& wishes) {
            wishes.coefficients(true);
            wishes.pixels({Format::i420});
            wishes.publishes({});
        };
        NodeEntry& resize = add("resize", NodeKind::filter, resize_params);
        resize.reshapes = true;
        resize.wishes = [](const Params& params, Wishes& wishes) {
            wishes.pixels({Format::i420, 1, {}, {static_cast<std::uint32_t>(params.whole("width")), 0}});
            wishes.publishes(encoding_of(params));
        };
        add("when", NodeKind::filter).wishes = [](const Params&, Wishes& wishes) { wishes.holds(std::chrono::seconds(3), 64u << 20); };
        add("zmq", NodeKind::sink, zmq_params);
        NodeEntry& latest = add("zmq_latest", NodeKind::sink);
        latest.blocks = latest.narrows = true;
        NodeEntry& file = add("file", NodeKind::sink);
        file.blocks = file.wants = true;
        file.queue = 16;
    }

    const NodeEntry* find(NodeKind kind, std::string_view type) override {
        const auto found = entries_.find({kind, std::string(type)});
        return found == entries_.end() ? nullptr : &found->second;
    }
    std::vector<std::string> types(NodeKind) override { return {}; }
    std::string refusal(NodeKind, std::string_view) override { return {}; }

private:
    NodeEntry& add(const char* type, NodeKind kind, std::span<const Param> params = {}) {
        NodeEntry& entry = entries_[{kind, type}];
        entry.type = type;
        entry.kind = kind;
        entry.params = params.data();
        entry.param_count = params.size();
        return entry;
    }
    std::map<std::pair<NodeKind, std::string>, NodeEntry> entries_;
};

struct Explained {
    explicit Explained(const std::string& yaml) {
        auto result = config::Document::read_text("a.yaml", yaml).check(types);
        for (const config::Mistake& mistake : result.mistakes) ADD_FAILURE() << to_text(mistake);
        plan = make_plan(std::move(result.config));
        what = explain(plan);
    }
    [[nodiscard]] std::string text() const { return explain_text(plan, what); }

    Types types;
    Plan plan;
    Explanation what;
};

const std::string two_cameras = R"(sluice: 1
sources:
  front: { type: v4l2, size: 1280x720, fps: 30 }
  back: { type: v4l2, format: yuyv, size: 640x480, fps: 15 }
filters:
  front_motion: { type: motion, from: { node: front, fps: 5 } }
  masked: { type: mask, from: front }
  small: { type: resize, from: { node: front, fps: 5 }, width: 320, quality: 80 }
  event: { type: when, from: { node: front, with: front_motion } }
  back_motion: { type: motion, from: { node: back, fps: 5 } }
sinks:
  wlan:
    type: zmq
    bind: "tcp://*:5555"
    from:
      - { node: masked, as: front, with: front_motion, max_age: 500ms }
      - { node: small, as: thumb }
      - { node: back, with: back_motion }
  disk: { type: file, from: event }
)";

TEST(ExplainText, TellsAConfigOfTwoCamerasOnAScreen) {
    const std::string text = Explained(two_cameras).text();
    SCOPED_TRACE(text);
    for (const char* line : {
             "front  mjpeg 1280x720, at most 30 fps, about 3.6 MB/s\n",
             "    decoded once: YUV 1/4 (320x180) for front_motion gray 1/4, small YUV 1/4, at most 10 a second; gray and smaller ones are its Y",
             "    coefficients read once for masked\n",
             "back  yuyv 640x480, at most 15 fps, 9.2 MB/s\n",
             "    converted: gray 1/4 (160x120) for back_motion, at most 5 a second\n",
             "masked -> wlan as front ",
             "edited by masked: coefficients, no decode, newest notes of front_motion (0.5 s)\n",
             "drawn by small, encoded once, quality 80\n",
             "untouched, newest notes of back_motion (1 s)\n",
             "held up to 3 s",
             "queue 115, drops the oldest",
             "while somebody takes thumb of wlan\n",
             "always: disk takes everything\n",
             "always: it takes everything\n",
             "Memory of frames: at most ",
             "Mind: wlan: back: 9.2 MB/s per subscriber; a WLAN carries 3 to 20",
         })
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_LE(std::ranges::count(text, '\n'), 40);
}

TEST(ExplainText, PassthroughIsNeverOpened) {
    const Explained e("sluice: 1\nsources:\n  front: { type: v4l2 }\nsinks:\n  live: { type: zmq, bind: \"tcp://127.0.0.1:5555\", from: front }\n");
    EXPECT_THAT(e.text(), HasSubstr("front  mjpeg, size not known before it opens\n    never opened\n"));
    EXPECT_THAT(e.text(), HasSubstr("called on lane front  untouched\n"));
    EXPECT_THAT(e.text(), Not(HasSubstr("for opened pictures")));
}

TEST(ExplainText, TellsThatASinkMakesPicturesSmallerForWhoAsks) {
    const Explained e("sluice: 1\nsources: { front: { type: v4l2, size: 1280x720, fps: 30 } }\nsinks: { slow: { type: zmq_latest, from: front } }\n");
    EXPECT_THAT(e.text(), HasSubstr("    decoded and encoded smaller by slow, only for who asks for less width\n"));
    EXPECT_THAT(e.text(), Not(HasSubstr("never opened")));
}

TEST(ExplainHints, AreForOthersAndForWhatIsSure) {
    const auto hints_of = [](const std::string& camera, const std::string& bind) {
        const Explained e("sluice: 1\nsources:\n  front: { type: v4l2, " + camera + " }\nsinks:\n  wlan: { type: zmq, bind: [\"ipc:///tmp/x\", \"" + bind +
                          "\"], from: front }\n");
        std::vector<std::string> out;
        for (const Hint& hint : hints(e.plan, e.what)) out.push_back(hint.node + ": " + hint.text);
        return out;
    };
    const std::string raw = "format: yuyv, size: 1280x720, fps: 30";
    EXPECT_THAT(hints_of(raw, "tcp://*:5555"), testing::ElementsAre(HasSubstr("wlan: front: 55 MB/s per subscriber; a WLAN carries 3 to 20")));
    EXPECT_THAT(hints_of(raw, "tcp://127.0.0.1:5555"), IsEmpty());
    EXPECT_THAT(hints_of("format: yuyv, size: 320x240, fps: 5", "tcp://*:5555"), IsEmpty());
    EXPECT_THAT(hints_of("size: 1280x720, fps: 30", "tcp://*:5555"), IsEmpty()) << "JPEGs may just fit";
}

TEST(ExplainDot, IsADrawingOfLanesNodesAndLinks) {
    const Explained e(two_cameras);
    const std::string dot = explain_dot(e.plan, e.what);
    SCOPED_TRACE(dot);
    EXPECT_EQ(fault_in_dot(dot), "");
    EXPECT_THAT(dot, HasSubstr("\"masked\" -> \"wlan\" [label=\"as front\\nedited by masked"));
    EXPECT_THAT(dot, HasSubstr("\"front_motion\" -> \"event\" [style=dashed"));
    EXPECT_THAT(dot, HasSubstr("subgraph \"cluster_front_motion\" {\n    label=\"lane front_motion\";\n    \"front_motion\""));
    EXPECT_NE(fault_in_dot("digraph x { \"a\" -> ; }"), "");
    EXPECT_NE(fault_in_dot("digraph x { \"a\" [label=\"b] ; }"), "");
    EXPECT_NE(fault_in_dot("digraph x { \"a\""), "");
}

TEST(ExplainJson, HasStableKeys) {
    const Explained e(two_cameras);
    const auto json = nlohmann::json::parse(explain_json(e.plan, e.what));
    const auto named = [](const nlohmann::json& list, const char* key, const std::string& name) {
        for (const auto& each : list)
            if (each.at(key) == name) return each;
        return nlohmann::json();
    };
    const auto keys = [](const nlohmann::json& object) {
        std::vector<std::string> out;
        for (const auto& [key, value] : object.items()) out.push_back(key);
        return out;
    };
    EXPECT_THAT(keys(json), testing::ElementsAre("links", "memory", "nodes", "pictures", "sources", "warnings"));
    EXPECT_EQ(json["nodes"].size(), e.plan.nodes.size());
    EXPECT_EQ(named(json["nodes"], "name", "disk")["lane"], "disk");
    EXPECT_EQ(named(json["nodes"], "name", "disk")["runs"][0]["why"], "sink wants");
    EXPECT_FALSE(named(json["nodes"], "name", "wlan").contains("lane")) << "it is called by its givers";
    const auto link = json["links"].back()["to"] == "disk" ? json["links"][json["links"].size() - 2] : json["links"].back();
    EXPECT_EQ(link["name"], "back");
    EXPECT_EQ(link["bytes_per_second"], 640 * 480 * 2 * 15);
    EXPECT_EQ(link["exact"], true);
    const auto overlaid = named(json["links"], "to", "wlan");
    EXPECT_EQ(overlaid["with"]["node"], "front_motion");
    EXPECT_EQ(overlaid["with"]["max_age_s"], 0.5);
    EXPECT_EQ(overlaid["untouched"], false);
    const auto front = named(json["pictures"], "node", "front");
    EXPECT_EQ(front["decode"]["shrink"], 4);
    EXPECT_EQ(front["decode"]["chroma"], true);
    EXPECT_EQ(front["edited_by"], nlohmann::json::array({"masked"}));
    EXPECT_EQ(named(json["pictures"], "node", "small")["encode"]["quality"], 80);
    EXPECT_GT(json["memory"]["most"], 0);
}

}  // namespace
}  // namespace sluice::tool
