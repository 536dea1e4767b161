#include "plugin/stamp.hpp"

#include <gmock/gmock.h>
#include <sluice/stamp.hpp>

namespace sluice::plugin {
namespace {

const Stamp host{1, 2, "x86_64.libstdcxx-cxx11.plain"};

std::string told(const Stamp& plugin) {
    const auto [what, next] = compare_stamps(plugin, host);
    return what.empty() ? "" : what + "; " + next;
}

TEST(Stamp, IsReadFromASection) {
    EXPECT_EQ(stamp_in(".sluice.1.2.x86_64.libstdcxx-cxx11.plain"), host);
    EXPECT_EQ(stamp_in(".text"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice.node.filter.x"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice.1"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice.1.2"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice.-1.2.x"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice.99999999999.2.x"), std::nullopt);
    EXPECT_EQ(stamp_in(".sluice."), std::nullopt);
}

TEST(Stamp, OfTheHostIsItsHeaders) {
    EXPECT_EQ(host_stamp(), (Stamp{SLUICE_API_MAJOR, SLUICE_API_MINOR, SLUICE_STAMP}));
    EXPECT_EQ(compare_stamps(host_stamp(), host_stamp()).what, "");
}

TEST(Stamp, OlderMinorIsTaken) {
    EXPECT_EQ(told({1, 0, host.build}), "");
    EXPECT_EQ(told({1, 2, host.build}), "");
}

TEST(Stamp, OtherVersionsAreRefused) {
    EXPECT_EQ(told({2, 0, host.build}),
              "is built for sluice api 2, and this sluice has api 1; build it against the headers of api 1");
    EXPECT_EQ(told({1, 3, host.build}),
              "is built for sluice api 1.3, and this sluice has the older 1.2; "
              "update sluice, or build the plugin against the headers of api 1.2");
}

TEST(Stamp, TellsWhichPartDiffers) {
    EXPECT_EQ(told({1, 2, "aarch64.libstdcxx-cxx11.plain"}),
              "is built for aarch64, and this sluice is built for x86_64; build it for x86_64 too");
    EXPECT_EQ(
        told({1, 2, "x86_64.libstdcxx-cxx11.asan"}),
        "is built with AddressSanitizer, and this sluice is built without sanitizers; build it without sanitizers too");
    EXPECT_EQ(told({1, 2, "x86_64.libcxx.plain"}),
              "is built with libc++, and this sluice is built with libstdc++; build it with libstdc++ too");
    EXPECT_EQ(told({1, 2, "x86_64.libstdcxx-old.plain"}),
              "is built with libstdc++'s old ABI (_GLIBCXX_USE_CXX11_ABI=0), and this sluice is built with libstdc++; "
              "build it with libstdc++ too");
    EXPECT_EQ(told({1, 2, "arm.libcxx.tsan"}),
              "is built for arm and with libc++ and with ThreadSanitizer, and this sluice is built for x86_64 and with "
              "libstdc++ and without sanitizers; build it for x86_64 and with libstdc++ and without sanitizers too");
}

}  // namespace
}  // namespace sluice::plugin
