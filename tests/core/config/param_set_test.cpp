#include "config/param_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "config/overrides.hpp"
#include "config/param_reader.hpp"
#include "helpers.hpp"
#include "temp_folder.hpp"

namespace sluice::config {
namespace {

using namespace std::chrono_literals;

// One parameter as a config's text gives it; what was wrong goes to `wrong`.
std::shared_ptr<ParamSet> read(const Param& param, const std::string& text, std::string* wrong = nullptr) {
    Report report;
    Value map;
    map.kind = Value::Kind::map;
    if (text != "absent") map.add({param.name, {"a.yaml", 1, 1}}, inline_value(text, report).value());
    auto set = ParamReader(map, {"a.yaml", 1, 1}, report).read({param});
    if (wrong) *wrong = lines(report.mistakes());
    return set;
}

// The same, also where something is wrong.
std::shared_ptr<ParamSet> legible(const Param& param, const std::string& text) {
    Report report;
    Value map;
    map.kind = Value::Kind::map;
    if (text != "absent") map.add({param.name, {"a.yaml", 1, 1}}, inline_value(text, report).value());
    return ParamReader(map, {"a.yaml", 1, 1}, report).read_legible({param});
}

bool takes(const Param& param, const std::string& text) { return read(param, text) != nullptr; }

// As takes(), of texts that may be no YAML at all.
bool readable(const Param& param, const std::string& text) {
    Report report;
    return inline_value(text, report) && report.count() == 0 && takes(param, text);
}

TEST(ParamSet, GivesEveryKind) {
    EXPECT_TRUE(read(Param::boolean("p", ""), "yes")->boolean("p", 0));
    EXPECT_EQ(read(Param::whole("p", ""), "-7")->whole("p", 0), -7);
    EXPECT_EQ(read(Param::number("p", ""), "0.5")->number("p", 0), 0.5);
    EXPECT_EQ(read(Param::text("p", ""), "0123")->text("p", 0), "0123");
    EXPECT_EQ(read(Param::choice("p", "a|b", ""), "b")->text("p", 0), "b");
    EXPECT_EQ(read(Param::duration("p", ""), "3s")->duration("p", 0), 3s);
    EXPECT_EQ(read(Param::bytes("p", ""), "1KiB")->bytes("p", 0), 1024U);
    EXPECT_EQ(read(Param::size("p", ""), "2x3")->size("p", 0), (Size{2, 3}));
    EXPECT_EQ(read(Param::rate("p", ""), "1/60")->rate("p", 0), (Rate{1, 60}));
    EXPECT_EQ(read(Param::region("p", ""), "[1, 2, 3, 4]")->region("p", 0), (Region{1, 2, 3, 4}));
    const auto points = read(Param::points("p", ""), "[[1, 2], [3, 4]]");
    EXPECT_EQ(points->count("p"), 2U);
    EXPECT_EQ(points->point("p", 1), (Point{3, 4}));
    EXPECT_EQ(read(Param::folder("p", ""), "/a/../b")->text("p", 0), "/b");
    const auto map = read(Param::map("p", ""), "{ b: 50 Hz, a: 0123, off: off, q: 'null' }");
    ASSERT_EQ(map->count("p"), 4U);
    EXPECT_EQ(map->kind("p", 0), ParamKind::map);
    EXPECT_EQ(map->key("p", 0), "b");
    EXPECT_EQ(map->text("p", 0), "50 Hz");
    EXPECT_EQ(map->key("p", 1), "a");
    EXPECT_EQ(map->text("p", 1), "0123");
    EXPECT_EQ(map->key("p", 2), "off");
    EXPECT_EQ(map->text("p", 2), "off");
    EXPECT_EQ(map->text("p", 3), "null");
}

TEST(ParamSet, MapsHaveOneValueForEachName) {
    const Param map = Param::map("p", "");
    for (const char* text : {"{}", "{ a: }", "{ a: '' }", "{ a: null }", "{ a: [1] }", "{ a: { b: 1 } }", "{ '': 1 }",
                             "{ a: 1, a: 2 }", "[a, b]", "a", "{ a"})
        EXPECT_FALSE(readable(map, text)) << text;
    const Param some = Param::map("p", "", "serial|model");
    EXPECT_TRUE(takes(some, "{ model: x }"));
    std::string wrong;
    (void)read(some, "{ modle: x }", &wrong);
    EXPECT_EQ(wrong, "--set: unknown key \"modle\"; did you mean model?\n");
    (void)read(some, "model", &wrong);
    EXPECT_EQ(wrong, "--set: \"model\" is not a map; write it like { name: value }\n");
}

TEST(ParamSet, MapsMayHoldPaths) {
    const TempFolder folder;
    const std::string path = folder.file("server.key", "");
    const Param curve = Param::map("p", "", "key:file|clients:folder|note");
    const auto read_paths = read(curve, "{ key: " + path + ", clients: /there/../clients, note: a/../b }");
    ASSERT_TRUE(read_paths);
    EXPECT_EQ(read_paths->kind("p", 0), ParamKind::map);
    EXPECT_EQ(read_paths->text("p", 0), path);
    EXPECT_EQ(read_paths->text("p", 1), "/clients");
    EXPECT_EQ(read_paths->text("p", 2), "a/../b");
    std::string wrong;
    (void)read(curve, "{ key: /nowhere/server.key, clients: " + path + " }", &wrong);
    EXPECT_EQ(wrong, "--set: " + path + " is a file; name a folder\n--set: no file /nowhere/server.key\n");
    (void)read(curve, "{ kex: x }", &wrong);
    EXPECT_EQ(wrong, "--set: unknown key \"kex\"; did you mean key?\n");
}

TEST(ParamSet, AWrongValueIsThereAndCannotBeAskedFor) {
    const auto wrong = legible(Param::rate("p", "").fallback("30"), "fast");
    EXPECT_TRUE(wrong->has("p"));
    EXPECT_THROW((void)wrong->count("p"), Unreadable);
    EXPECT_THROW((void)wrong->rate("p", 0), Unreadable);
    EXPECT_THROW((void)legible(Param::rate("p", ""), "null")->has("p"), Unreadable) << "nothing is written";
    EXPECT_THROW((void)legible(Param::rate("p", "").must(), "absent")->has("p"), Unreadable);
    EXPECT_EQ(legible(Param::rate("p", ""), "12.5")->text("p", 0), "12.5");
}

TEST(ParamSet, OfAMapWithAPathThatLeadsNowhereTheKeysAreKnown) {
    const Param curve = Param::map("p", "", "key:file|clients:folder");
    EXPECT_EQ(legible(curve, "{ key: /nowhere/server.key }")->key("p", 0), "key");
    EXPECT_THROW((void)legible(curve, "{ key: /nowhere/server.key, cleints: / }")->count("p"), Unreadable);
    EXPECT_THROW((void)legible(curve, "{ key: ~/server.key }")->count("p"), Unreadable);
}

TEST(ParamSet, MapsMayHaveDefaultsAndAnotherForm) {
    EXPECT_EQ(read(Param::map("p", "").fallback("{ a: 1 }"), "absent")->key("p", 0), "a");
    const Param either = Param::map("p", "").or_kind(ParamKind::text);
    EXPECT_EQ(read(either, "all")->kind("p", 0), ParamKind::text);
    EXPECT_EQ(read(either, "{ a: 1 }")->kind("p", 0), ParamKind::map);
    EXPECT_FALSE(read(Param::map("p", ""), "absent")->has("p"));
}

TEST(ParamSet, TextIsAsWritten) {
    for (const char* text : {"off", "null", "~", "0x10", "1e3", "2026-01-01", "yes", "a: b", "tcp://*:5555"})
        EXPECT_EQ(read(Param::text("p", ""), text)->text("p", 0), text);
    EXPECT_EQ(read(Param::rate("p", ""), "60/2")->text("p", 0), "60/2");
}

TEST(ParamSet, TellsWhichKindWasWritten) {
    const Param fps = Param::rate("p", "").word("max");
    EXPECT_EQ(read(fps, "max")->kind("p", 0), ParamKind::choice);
    EXPECT_EQ(read(fps, "max")->text("p", 0), "max");
    EXPECT_EQ(read(fps, "30")->kind("p", 0), ParamKind::rate);
    const Param keep = Param::bytes("p", "").or_kind(ParamKind::duration);
    EXPECT_EQ(read(keep, "2GiB")->kind("p", 0), ParamKind::bytes);
    EXPECT_EQ(read(keep, "7d")->kind("p", 0), ParamKind::duration);
    EXPECT_FALSE(takes(keep, "7"));
}

TEST(ParamSet, ListsTakeOneWithoutBrackets) {
    const Param words = Param::text("p", "").several();
    EXPECT_EQ(read(words, "a")->count("p"), 1U);
    EXPECT_EQ(read(words, "[a, b]")->text("p", 1), "b");
    EXPECT_FALSE(takes(words, "[]"));
    EXPECT_FALSE(takes(words, "[[a]]"));
    const Param regions = Param::region("p", "").several();
    EXPECT_EQ(read(regions, "[1, 2, 3, 4]")->count("p"), 1U);
    EXPECT_EQ(read(regions, "[[1, 2, 3, 4], [5, 6, 7, 8]]")->region("p", 1), (Region{5, 6, 7, 8}));
    EXPECT_FALSE(takes(Param::text("p", ""), "[a]"));
}

TEST(ParamSet, RegionsAndPointsAreInThePicture) {
    const Param region = Param::region("p", "");
    for (const char* text :
         {"[0, 0, 0, 1]", "[0, 0, 1, 0]", "[-1, 0, 1, 1]", "[0, 0, 1]", "[0, 0, 1, 1, 1]", "[0, 0, 1, x]",
          "[0, 0, 1, 2147483648]", "[0, 0, 1, 1.5]", "[[0, 0], 1, 1]", "5", "{x: 1}"})
        EXPECT_FALSE(takes(region, text)) << text;
    const Param points = Param::points("p", "");
    for (const char* text : {"[]", "[1, 2]", "[[1]]", "[[1, 2, 3]]", "[[1, -2]]", "5", "[[1, 2], x]"})
        EXPECT_FALSE(takes(points, text)) << text;
}

TEST(ParamSet, LimitsAreInclusive) {
    const Param whole = Param::whole("p", "").between("-5", "7");
    for (const char* text : {"-5", "0", "7"}) EXPECT_TRUE(takes(whole, text)) << text;
    for (const char* text : {"-6", "8"}) EXPECT_FALSE(takes(whole, text)) << text;
    EXPECT_FALSE(takes(Param::duration("p", "").at_least("1s"), "999ms"));
    EXPECT_TRUE(takes(Param::duration("p", "").at_least("1s"), "1s"));
    EXPECT_FALSE(takes(Param::bytes("p", "").between("1KiB", "1MiB"), "1.1MiB"));
    EXPECT_FALSE(takes(Param::size("p", "").between("16x16", "100x100"), "50x101"));
    EXPECT_FALSE(takes(Param::rate("p", "").between("1/60", "30"), "1/61"));
    EXPECT_FALSE(takes(Param::rate("p", "").between("1/60", "30"), "30.1"));
    EXPECT_TRUE(takes(Param::bytes("p", "").or_kind(ParamKind::duration).at_least("1KiB"), "1ms"));
    std::string wrong;
    (void)read(Param::number("p", "").between("0", "1"), "1.01", &wrong);
    EXPECT_EQ(wrong, "--set: 1.01 is more than 1; write 0 to 1\n");
}

TEST(ParamSet, AbsentOnesHaveTheirDefaultOrNothing) {
    EXPECT_EQ(read(Param::whole("p", "").fallback("5"), "absent")->whole("p", 0), 5);
    EXPECT_EQ(read(Param::whole("p", "").several().fallback("[5, 6]"), "absent")->whole("p", 1), 6);
    EXPECT_EQ(read(Param::region("p", "").fallback("[0, 0, 1, 1]"), "absent")->region("p", 0), (Region{0, 0, 1, 1}));
    EXPECT_EQ(read(Param::rate("p", "").word("max").fallback("max"), "absent")->kind("p", 0), ParamKind::choice);
    const auto none = read(Param::whole("p", ""), "absent");
    EXPECT_FALSE(none->has("p"));
    EXPECT_EQ(none->count("p"), 0U);
    std::string wrong;
    EXPECT_EQ(read(Param::whole("p", "how many").must(), "absent", &wrong), nullptr);
    EXPECT_EQ(wrong, "a.yaml:1:1: p is missing; write p: ... (how many)\n");
}

TEST(ParamSet, BugsOfTheNodeAreLogicErrors) {
    const auto set = read(Param::rate("p", "").word("max"), "max");
    EXPECT_THROW((void)set->has("q"), std::logic_error);
    EXPECT_THROW((void)set->rate("p", 0), std::logic_error);
    EXPECT_THROW((void)set->text("p", 1), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", ""), "absent")->whole("p", 0), std::logic_error);
    EXPECT_THROW((void)read(Param::region("p", ""), "[1, 2, 3, 4]")->text("p", 0), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", ""), "5")->number("p", 0), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", ""), "5")->key("p", 0), std::logic_error);
    EXPECT_THROW((void)read(Param::map("p", ""), "{ a: 1 }")->whole("p", 0), std::logic_error);
    EXPECT_THROW((void)read(Param::map("p", ""), "{ a: 1 }")->key("p", 1), std::logic_error);
}

TEST(ParamSet, BadDeclarationsAreLogicErrors) {
    EXPECT_THROW((void)read(Param::whole("p", "").fallback("x"), "absent"), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", "").fallback("[1"), "absent"), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", "").fallback("5").between("1", "2"), "absent"), std::logic_error);
    EXPECT_THROW((void)read(Param::whole("p", "").at_least("one"), "5"), std::logic_error);
    EXPECT_THROW((void)read(Param::choice("p", "", ""), "5"), std::logic_error);
    EXPECT_THROW((void)read(Param::points("p", "").several(), "[[1, 2]]"), std::logic_error);
    EXPECT_THROW((void)read(Param::map("p", "").several(), "{ a: 1 }"), std::logic_error);
}

TEST(ParamSet, ReadsDeclarationsOfAnotherSize) {
    struct Other {  // as a Param with one more field would be
        Param param;
        std::size_t more = 0;
    };
    const Other params[] = {{Param::whole("a", "").fallback("1")}, {Param::whole("b", "").fallback("2")}};
    NodeEntry entry;
    entry.params = &params[0].param;
    entry.param_count = 2;
    entry.param_size = sizeof(Other);
    const auto read_back = params_of(entry);
    ASSERT_EQ(read_back.size(), 2U);
    EXPECT_STREQ(read_back[1].name, "b");
    EXPECT_STREQ(read_back[1].default_text, "2");
}

TEST(ParamSet, FilesAreLookedFor) {
    const TempFolder temp;
    const std::string config = temp.file("conf/a.yaml",
                                         "sluice: 1\nsources: { front: { type: v4l2 } }\nfilters: { p: { type: people, "
                                         "from: front, model: ../m.onnx } }\n"
                                         "sinks: { out: { type: file, path: rec, from: p } }\n");
    EXPECT_THAT(lines(check(Document::read({config}, {})).mistakes),
                testing::HasSubstr("no file " + temp.at("m.onnx")));
    (void)temp.file("m.onnx", "x");
    const auto result = check(Document::read({config}, {}));
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "p").params->text("model"), temp.at("m.onnx"));
    EXPECT_EQ(node(result, "out").params->text("path"), temp.at("conf/rec"));
}

}  // namespace
}  // namespace sluice::config
