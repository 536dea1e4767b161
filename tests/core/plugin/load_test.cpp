#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>

#include <sluice/bench.hpp>

#include "base/text.hpp"
#include "plugin/inspection.hpp"
#include "plugin/loaded_plugin.hpp"
#include "plugin/trial.hpp"
#include "tests/core/plugin/plugin_folder.hpp"

namespace sluice::plugin {
namespace {

using test::PluginFolder;
using test::specimen;
using text::cat;

std::variant<LoadedPlugin, Refusal> load(const std::string& file, std::chrono::milliseconds patience = trial_patience) {
    const Inspection seen = inspect(file, ::geteuid());
    if (seen.refused) return *seen.refused;
    return LoadedPlugin::load(seen, patience);
}

std::string told(const std::string& name, std::chrono::milliseconds patience = trial_patience) {
    const auto result = load(specimen(name), patience);
    const auto* refusal = std::get_if<Refusal>(&result);
    return refusal ? refusal->sentence() : "loaded";
}

void expect_good(const std::variant<LoadedPlugin, Refusal>& result) {
    ASSERT_TRUE(std::holds_alternative<LoadedPlugin>(result)) << std::get<Refusal>(result).sentence();
    const auto& plugin = std::get<LoadedPlugin>(result);
    EXPECT_EQ(plugin.name(), "good ones");
    const NodeEntry* entry = plugin.find({NodeKind::filter, "good"});
    ASSERT_NE(entry, nullptr);
    EXPECT_STREQ(entry->summary, "hands everything on");
    ASSERT_EQ(entry->param_count, 2u);
    EXPECT_STREQ(entry->params[0].name, "n");
    EXPECT_STREQ(entry->params[0].default_text, "2");
    EXPECT_STREQ(entry->params[1].name, "label");
    EXPECT_NE(plugin.find({NodeKind::sink, "good"}), nullptr);
    EXPECT_EQ(plugin.find({NodeKind::source, "good"}), nullptr);
    bench::FilterBench bench(*entry);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(bench.feed_jpeg(bench::plain_picture(90)).size(), 1u);
}

TEST(Load, GivesTheEntriesOfAGoodPlugin) { expect_good(load(specimen("good"))); }

TEST(Load, EntriesStayWhereTheyAreWhenThePluginIsMoved) {
    auto result = load(specimen("good"));
    ASSERT_TRUE(std::holds_alternative<LoadedPlugin>(result));
    const NodeEntry* before = std::get<LoadedPlugin>(result).find({NodeKind::filter, "good"});
    const LoadedPlugin moved = std::move(std::get<LoadedPlugin>(result));
    EXPECT_EQ(moved.find({NodeKind::filter, "good"}), before);
    EXPECT_STREQ(before->params[0].name, "n");
}

TEST(Load, TakesAStrippedPlugin) {
    const PluginFolder folder;
    const std::string file = folder.copy("good");
    const auto before = test::fs::file_size(file);
    ASSERT_EQ(std::system(cat(STRIP, " ", file).c_str()), 0);
    ASSERT_LT(test::fs::file_size(file), before);
    expect_good(load(file));
}

TEST(Load, RefusesAPluginWithoutItsSymbol) {
    EXPECT_EQ(told("no_symbol"), cat(specimen("no_symbol"),
                                     ": has the sections of a sluice plugin but no symbol sluice_plugin_v1; "
                                     "do not hide that symbol when linking it"));
}

TEST(Load, TellsWhichSymbolIsUndefined) {
    EXPECT_EQ(told("undefined_symbol"), cat(specimen("undefined_symbol"),
                                            ": cannot be loaded: undefined symbol: nobody_has_this; "
                                            "link it with what it uses; -Wl,-z,defs finds this when it is built"));
}

TEST(Load, SurvivesStaticConstructors) {
    EXPECT_EQ(told("static_throw"), cat(specimen("static_throw"),
                                        ": its static constructors throw: no licence; "
                                        "this is a bug of the plugin, tell its author"));
    constexpr std::string_view next =
        "the file is damaged or its static constructors are wrong: build it again, or tell its author";
    EXPECT_EQ(told("static_exit"), cat(specimen("static_exit"), ": loading it ends the process with status 3; ", next));
    EXPECT_EQ(told("static_wait", std::chrono::milliseconds(300)),
              cat(specimen("static_wait"),
                  ": loading it takes longer than 0.3 s; the file is damaged or its static constructors "
                  "wait for something: build it again, or tell its author"));
    EXPECT_EQ(told("static_kill"), cat(specimen("static_kill"), ": loading it kills the process (Killed); ", next));
}

TEST(Load, RefusesEntriesThatDoNotMatch) {
    EXPECT_EQ(told("entry_mismatch"), cat(specimen("entry_mismatch"),
                                          ": its entries are filter one, and its sections name filter another; "
                                          "write one SLUICE_TYPE for each entry of SLUICE_PLUGIN"));
    constexpr std::string_view next =
        "this is a bug of the plugin: use the macros of sluice/plugin.hpp, or tell its author";
    EXPECT_EQ(told("no_maker"),
              cat(specimen("no_maker"), ": its entry no_maker is a filter and must have make_filter alone; ", next));
    EXPECT_EQ(told("longer_entry"),
              cat(specimen("longer_entry"), ": its entry 1 is 100000 bytes long, and this sluice knows ",
                  offsetof(NodeEntry, wishes), " to ", sizeof(NodeEntry), "; ", next));
}

TEST(Trial, TellsWhatTheChildFound) {
    EXPECT_EQ(trial("f", [] { return std::nullopt; }), std::nullopt);
    const auto refused = trial("f", [] { return Refusal{"", "is bad", "make it good"}; });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->sentence(), "f: is bad; make it good");
    const auto thrown = trial("f", []() -> std::optional<Refusal> { throw 42; });
    ASSERT_TRUE(thrown);
    EXPECT_EQ(thrown->sentence(),
              "f: its static constructors throw what is no std::exception; "
              "this is a bug of the plugin, tell its author");
}

TEST(Trial, ChangesNothingHere) {
    int here = 0;
    EXPECT_EQ(trial("f",
                    [&here] {
                        here = 1;
                        return std::nullopt;
                    }),
              std::nullopt);
    EXPECT_EQ(here, 0);
}

}  // namespace
}  // namespace sluice::plugin
