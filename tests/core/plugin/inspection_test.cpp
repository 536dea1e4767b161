#include "plugin/inspection.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sluice/stamp.hpp>

#include "base/text.hpp"
#include "tests/core/plugin/plugin_folder.hpp"

namespace sluice::plugin {
namespace {

using test::PluginFolder;
using test::specimen;
using testing::ElementsAre;
using text::cat;

const std::string host_marker =
    ".sluice." SLUICE_TEXT(SLUICE_API_MAJOR) "." SLUICE_TEXT(SLUICE_API_MINOR) "." SLUICE_STAMP;

std::string told(const std::string& file, uid_t user = ::geteuid()) {
    const Inspection seen = inspect(file, user);
    return seen.refused ? seen.refused->sentence() : "good";
}

TEST(Inspection, ReadsStampAndTypesOfAGoodPlugin) {
    const Inspection seen = inspect(specimen("good"), ::geteuid());
    EXPECT_EQ(seen.refused, std::nullopt) << seen.refused->sentence();
    EXPECT_EQ(seen.file, specimen("good"));
    EXPECT_EQ(seen.stamp, host_stamp());
    EXPECT_THAT(seen.types, ElementsAre(NodeType{NodeKind::filter, "good"}, NodeType{NodeKind::sink, "good"}));
}

TEST(Inspection, RefusesWhatIsNoPlugin) {
    const PluginFolder folder;
    EXPECT_EQ(told(folder.file("absent.so")),
              cat(folder.file("absent.so"), ": no such file; correct the path, or take it out of the plugin path"));
    EXPECT_EQ(told(folder.path()), cat(folder.path(), ": is not a file; name a plugin's .so or a folder of them"));
    const std::string text = folder.write("text.so", {'h', 'e', 'l', 'l', 'o'});
    EXPECT_EQ(told(text),
              cat(text, ": is not a shared library: it does not begin as an ELF file does; name a plugin's .so"));
    const std::string empty = folder.write("empty.so", {});
    EXPECT_EQ(told(empty),
              cat(empty, ": is not a shared library: it does not begin as an ELF file does; name a plugin's .so"));
    EXPECT_EQ(told(specimen("no_section")),
              cat(specimen("no_section"), ": is not a sluice plugin: it has no section ", host_marker,
                  "; end its code with SLUICE_FILTER or SLUICE_PLUGIN, or take it out of the plugin path"));
}

TEST(Inspection, RefusesAFifoWithoutWaiting) {
    const PluginFolder folder;
    ASSERT_EQ(::mkfifo(folder.file("fifo.so").c_str(), 0600), 0);
    EXPECT_EQ(told(folder.file("fifo.so")),
              cat(folder.file("fifo.so"), ": is not a file; name a plugin's .so or a folder of them"));
}

TEST(Inspection, RefusesOtherVersionsAndBuilds) {
    EXPECT_EQ(told(specimen("wrong_major")),
              cat(specimen("wrong_major"), ": is built for sluice api 9, and this sluice has api ", SLUICE_API_MAJOR,
                  "; build it against the headers of api ", SLUICE_API_MAJOR));
    const std::string ours = cat(SLUICE_API_MAJOR, ".", SLUICE_API_MINOR);
    EXPECT_EQ(told(specimen("newer_minor")),
              cat(specimen("newer_minor"), ": is built for sluice api ", SLUICE_API_MAJOR,
                  ".99, and this sluice has the older ", ours,
                  "; update sluice, or build the plugin against the headers of api ", ours));
    EXPECT_EQ(told(specimen("other_stamp")),
              cat(specimen("other_stamp"), ": is built for vax, and this sluice is built for ", SLUICE_STAMP_ARCH,
                  "; build it for ", SLUICE_STAMP_ARCH, " too"));
}

TEST(Inspection, KnowsTheTypesOfARefusedPlugin) {
    EXPECT_THAT(inspect(specimen("other_stamp"), ::geteuid()).types,
                ElementsAre(NodeType{NodeKind::filter, "other_stamp"}));
}

TEST(Inspection, RefusesPluginsWithoutProperTypes) {
    EXPECT_EQ(
        told(specimen("no_types")),
        cat(specimen("no_types"), ": names no node type; write SLUICE_TYPE(filter, \"name\") for each of its entries"));
    EXPECT_EQ(told(specimen("odd_type")),
              cat(specimen("odd_type"),
                  ": its section .sluice.node.filter.Odd-Type names no node type; "
                  "write SLUICE_TYPE(filter, \"name\") with a name of small letters, digits and _"));
}

TEST(Inspection, RefusesWhatTheWorldMayWrite) {
    const PluginFolder folder;
    const std::string file = folder.copy("good");
    ASSERT_EQ(::chmod(file.c_str(), 0666), 0);
    EXPECT_EQ(told(file), cat(file, ": anybody may write to it (mode 0666); chmod o-w ", file));
    ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
    EXPECT_EQ(told(file), "good");
    ASSERT_EQ(::chmod(folder.path().c_str(), 01777), 0);
    EXPECT_EQ(told(file), cat(file, ": anybody may write to its folder ", folder.path(), " (mode 1777); chmod o-w ",
                              folder.path()));
}

TEST(Inspection, RefusesALinkFromAFolderTheWorldMayWrite) {
    const PluginFolder good, open;
    const std::string file = good.copy("good");
    test::fs::create_symlink(file, open.file("link.so"));
    EXPECT_EQ(told(open.file("link.so")), "good");
    ASSERT_EQ(::chmod(open.path().c_str(), 0777), 0);
    EXPECT_EQ(told(open.file("link.so")),
              cat(file, ": anybody may write to its folder ", open.path(), " (mode 0777); chmod o-w ", open.path()));
}

TEST(Inspection, RefusesAnotherUsersFileAndFolder) {
    const PluginFolder folder;
    const std::string file = folder.copy("good");
    constexpr uid_t nobody = 65534, somebody = 4242;
    // Only root can give a file away; others pretend to be somebody else.
    const bool root = ::geteuid() == 0;
    const uid_t owner = root ? nobody : ::geteuid();
    ASSERT_EQ(root ? ::chown(file.c_str(), nobody, static_cast<gid_t>(-1)) : 0, 0);
    EXPECT_EQ(told(file, somebody), cat(file, ": it belongs to uid ", owner,
                                        ", neither to root nor to uid 4242, who runs sluice; chown root ", file));
    EXPECT_EQ(told(file, 0),
              cat(file, ": it belongs to uid ", owner, ", not to root, who runs sluice; chown root ", file));
    EXPECT_EQ(told(file, owner), "good");
    if (!root) return;
    ASSERT_EQ(::chown(file.c_str(), 0, static_cast<gid_t>(-1)), 0);
    EXPECT_EQ(told(file, somebody), "good");
    ASSERT_EQ(::chown(folder.path().c_str(), nobody, static_cast<gid_t>(-1)), 0);
    EXPECT_EQ(told(file, somebody), cat(file, ": its folder ", folder.path(),
                                        " belongs to uid 65534, neither to root nor to uid "
                                        "4242, who runs sluice; chown root ",
                                        folder.path()));
}

}  // namespace
}  // namespace sluice::plugin
