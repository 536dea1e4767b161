#include "plugin/registry.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "tests/core/plugin/plugin_folder.hpp"

namespace sluice::plugin {
namespace {

using test::PluginFolder;
using test::specimen;
using testing::ElementsAre;
using testing::IsEmpty;
using text::cat;

class IdleFilter final : public Filter {
public:
    explicit IdleFilter(const Params&) {}
    FramePtr process(FramePtr frame, Context&) override { return frame; }
};
constexpr NodeEntry built_in = filter_entry<IdleFilter>("built_in", "is part of the program");
constexpr NodeEntry built_in_good = filter_entry<IdleFilter>("good", "has the name of a plugin's");

// Is that library mapped into this process?
bool is_loaded(const std::string& file) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (line.ends_with(file)) return true;
    return false;
}

std::vector<std::string> sentences(const Registry& registry, bool asked) {
    std::vector<std::string> all;
    for (const Refusal& refusal : registry.problems())
        if (refusal.asked == asked) all.push_back(refusal.sentence());
    return all;
}

class RegistryTest : public testing::Test {
protected:
    void search(const std::string& path, bool must_exist = true) {
        const SearchPlace places[] = {{path, "--plugin-path", must_exist}};
        registry.search(places);
    }

    PluginFolder folder;
    Registry registry;
};

TEST_F(RegistryTest, FindsWhatIsBuiltIn) {
    registry.add_builtin(built_in);
    EXPECT_EQ(registry.find(NodeKind::filter, "built_in"), &built_in);
    EXPECT_EQ(registry.find(NodeKind::sink, "built_in"), nullptr);
    EXPECT_EQ(registry.find(NodeKind::filter, "nobody"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::filter, "nobody"), "");
    EXPECT_THAT(registry.types(NodeKind::filter), ElementsAre("built_in"));
}

TEST_F(RegistryTest, LoadsAPluginWhenItIsNeededAndNoOther) {
    const std::string good = folder.copy("good"), throwing = folder.copy("throwing_nodes");
    search(folder.path());
    registry.add_builtin(built_in);
    EXPECT_THAT(registry.types(NodeKind::filter), ElementsAre("built_in", "good", "makes_nothing", "throws_alloc",
                                                              "throws_error", "throws_int", "throws_std"));
    EXPECT_THAT(registry.types(NodeKind::sink), ElementsAre("good"));
    EXPECT_EQ(registry.find(NodeKind::filter, "built_in"), &built_in);
    EXPECT_FALSE(is_loaded(good));

    const NodeEntry* entry = registry.find(NodeKind::filter, "good");
    ASSERT_NE(entry, nullptr);
    EXPECT_STREQ(entry->type, "good");
    EXPECT_EQ(registry.find(NodeKind::filter, "good"), entry);
    EXPECT_TRUE(is_loaded(good));
    EXPECT_FALSE(is_loaded(throwing));
    EXPECT_THAT(registry.problems(), IsEmpty());
}

TEST_F(RegistryTest, ListsPlugins) {
    folder.copy("good");
    folder.copy("wrong_major");
    search(folder.path());
    ASSERT_NE(registry.find(NodeKind::filter, "good"), nullptr);
    const auto rows = registry.plugins();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].file, folder.file("good.so"));
    EXPECT_EQ(rows[0].name, "good ones");
    EXPECT_THAT(rows[0].types, ElementsAre(NodeType{NodeKind::filter, "good"}, NodeType{NodeKind::sink, "good"}));
    EXPECT_TRUE(rows[0].loaded);
    EXPECT_EQ(rows[0].refused, "");
    EXPECT_EQ(rows[1].name, "wrong_major");
    EXPECT_FALSE(rows[1].loaded);
    EXPECT_EQ(rows[1].refused,
              "is built for sluice api 9, and this sluice has api 1; build it against the headers of api 1");
}

TEST_F(RegistryTest, AMissingPlaceThatWasNamedIsAProblem) {
    search(folder.file("absent/"));
    search(folder.file("not_installed"), false);
    EXPECT_THAT(sentences(registry, true),
                ElementsAre(cat(folder.file("absent"), ": no such file or folder; correct it in --plugin-path")));
    EXPECT_THAT(sentences(registry, false), IsEmpty());
}

TEST_F(RegistryTest, ABadFileMattersOnlyWhereItIsNamedOrNeeded) {
    const std::string bad = folder.copy("wrong_major");
    const std::string why =
        "is built for sluice api 9, and this sluice has api 1; build it against the headers of api 1";
    search(folder.path());
    EXPECT_THAT(sentences(registry, true), IsEmpty());
    EXPECT_THAT(sentences(registry, false), ElementsAre(cat(bad, ": ", why)));

    EXPECT_EQ(registry.find(NodeKind::filter, "wrong_major"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::filter, "wrong_major"), cat("its plugin ", bad, " was refused: ", why));
    EXPECT_THAT(sentences(registry, true), ElementsAre(cat(bad, ": ", why)));
}

TEST_F(RegistryTest, AFileNamedByItselfIsAsked) {
    search(specimen("no_section"));
    EXPECT_EQ(sentences(registry, true).size(), 1u);
}

TEST_F(RegistryTest, TellsOfAFileTooDamagedToNameItsTypes) {
    const std::string file = folder.write("blur.so", {'x'});
    search(folder.path());
    EXPECT_EQ(registry.refusal(NodeKind::filter, "blur"),
              cat("its plugin ", file,
                  " was refused: is not a shared library: it does not begin as an ELF file does; name a plugin's .so"));
}

TEST_F(RegistryTest, TellsWhatLoadingFound) {
    const std::string file = folder.copy("entry_mismatch");
    search(folder.path());
    EXPECT_EQ(registry.find(NodeKind::filter, "another"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::filter, "another"),
              cat("its plugin ", file,
                  " was refused: its entries are filter one, and its sections name filter another; "
                  "write one SLUICE_TYPE for each entry of SLUICE_PLUGIN"));
    EXPECT_EQ(sentences(registry, true).size(), 1u);
}

TEST_F(RegistryTest, OneTypeInTwoPluginsIsAMistakeNamingBoth) {
    const std::string one = folder.copy("also_good"), two = folder.copy("good");
    search(folder.path());
    EXPECT_EQ(registry.find(NodeKind::filter, "good"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::filter, "good"),
              cat("its plugin ", two, " offers the filter good, and so does ", one,
                  "; take all but one out of the plugin path"));
    EXPECT_THAT(sentences(registry, false), ElementsAre(cat(two, ": offers the filter good, and so does ", one,
                                                            "; take all but one out of the plugin path")));
    // The sink of that name is nobody else's.
    EXPECT_NE(registry.find(NodeKind::sink, "good"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::sink, "good"), "");
}

TEST_F(RegistryTest, ABuiltInTypeInAPluginIsAMistakeNamingBoth) {
    registry.add_builtin(built_in_good);
    const std::string file = folder.copy("good");
    search(folder.path());
    EXPECT_EQ(registry.find(NodeKind::filter, "good"), nullptr);
    EXPECT_EQ(registry.refusal(NodeKind::filter, "good"), cat("its plugin ", file,
                                                              " offers the filter good, and so does sluice itself; "
                                                              "take all but one out of the plugin path"));
    EXPECT_FALSE(is_loaded(file));
}

TEST_F(RegistryTest, OneFileUnderTwoNamesIsOne) {
    const PluginFolder links;
    const std::string file = folder.copy("good");
    test::fs::create_symlink(file, links.file("good.so"));
    search(links.path());
    search(folder.path());
    search(file);
    EXPECT_NE(registry.find(NodeKind::filter, "good"), nullptr);
    EXPECT_EQ(registry.plugins().size(), 1u);
    EXPECT_EQ(registry.plugins()[0].file, file);
}

TEST_F(RegistryTest, LooksOnlyAtFilesCalledSo) {
    folder.copy("good", "good.so.1");
    folder.copy("good", "README");
    search(folder.path());
    EXPECT_THAT(registry.plugins(), IsEmpty());
    search(folder.file("good.so.1"));  // named by itself it may be called anything
    EXPECT_EQ(registry.plugins().size(), 1u);
}

}  // namespace
}  // namespace sluice::plugin
