// A folder stands for /dev; each change must wake who waits.
#include "sources/v4l2/device_watch.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/scratch_folder.hpp"

namespace sluice::v4l2 {
namespace {

namespace fs = std::filesystem;

class DeviceWatchTest : public testing::Test {
protected:
    /// Waits for a change that concerns cameras; what else comes is taken in. False: none came.
    static bool woken(DeviceWatch& watch, int milliseconds = 10'000) {
        pollfd waiting{watch.fd(), POLLIN, 0};
        while (::poll(&waiting, 1, milliseconds) > 0)
            if (watch.clear()) return true;
        return false;
    }
    /// Inotify reports at once: what has not come has not happened.
    static bool quiet(DeviceWatch& watch) { return !woken(watch, 0); }

    void make(const std::string& name) { std::ofstream(dev_ / name) << "x"; }

    test::ScratchFolder scratch_;
    fs::path dev_ = scratch_.path();
};

TEST_F(DeviceWatchTest, TellsOfNodesThatComeAndGo) {
    DeviceWatch watch(dev_);
    ASSERT_GE(watch.fd(), 0);
    EXPECT_TRUE(quiet(watch));
    make("video0");
    EXPECT_TRUE(woken(watch));
    EXPECT_TRUE(quiet(watch));
    fs::remove(dev_ / "video0");
    EXPECT_TRUE(woken(watch));
}

TEST_F(DeviceWatchTest, TellsOfRightsAndNames) {
    make("video0");
    make("tmp");
    DeviceWatch watch(dev_);
    ASSERT_EQ(::chmod((dev_ / "video0").c_str(), 0600), 0);
    EXPECT_TRUE(woken(watch));
    fs::rename(dev_ / "tmp", dev_ / "video1");
    EXPECT_TRUE(woken(watch));
    fs::rename(dev_ / "video1", dev_ / "tmp");
    EXPECT_TRUE(woken(watch));
}

TEST_F(DeviceWatchTest, LeavesOtherDevicesAlone) {
    DeviceWatch watch(dev_);
    make("ttyUSB0");
    pollfd waiting{watch.fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
    EXPECT_FALSE(watch.clear());
    EXPECT_EQ(::poll(&waiting, 1, 0), 0);
}

TEST_F(DeviceWatchTest, TellsOfLinksInFoldersThatComeLater) {
    DeviceWatch watch(dev_);
    for (int round = 0; round < 3; ++round) {
        for (const char* folder : {"v4l", "v4l/by-id", "v4l/by-path"}) {
            fs::create_directory(dev_ / folder);
            EXPECT_TRUE(woken(watch)) << folder;
        }
        for (const char* link : {"v4l/by-id/usb-lab", "v4l/by-path/usb-0:1.2"}) {
            fs::create_symlink("../../video0", dev_ / link);
            EXPECT_TRUE(woken(watch)) << link;
            EXPECT_TRUE(quiet(watch));
            fs::remove(dev_ / link);
            EXPECT_TRUE(woken(watch)) << link;
        }
        fs::remove_all(dev_ / "v4l");
        EXPECT_TRUE(woken(watch));
        while (!quiet(watch)) {}
    }
}

TEST_F(DeviceWatchTest, SeesTheLinkOfAFolderMadeWithItAtOnce) {
    DeviceWatch watch(dev_);
    fs::create_directories(dev_ / "v4l/by-id");
    fs::create_symlink("../../video0", dev_ / "v4l/by-id/usb-lab");
    EXPECT_TRUE(woken(watch));
    fs::remove(dev_ / "v4l/by-id/usb-lab");
    EXPECT_TRUE(woken(watch));
}

TEST_F(DeviceWatchTest, TellsOfWhatAStormOfOtherChangesHides) {
    DeviceWatch watch(dev_);
    for (int i = 0; i < 9'000; ++i) {  // two changes each: more than the kernel keeps
        const std::string name = "tty" + std::to_string(i % 7);
        make(name);
        fs::remove(dev_ / name);
    }
    make("video0");
    EXPECT_TRUE(woken(watch));
    int more = 0;
    while (!quiet(watch)) ASSERT_LT(++more, 1000);
    fs::remove(dev_ / "video0");
    EXPECT_TRUE(woken(watch));
}

TEST_F(DeviceWatchTest, DoesWithoutWhereThereIsNone) {
    DeviceWatch nowhere(dev_ / "none");
    EXPECT_EQ(nowhere.fd(), -1);
    EXPECT_FALSE(nowhere.clear());

    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 0;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    DeviceWatch refused(dev_);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(refused.fd(), -1);
    EXPECT_FALSE(refused.clear());
}

}  // namespace
}  // namespace sluice::v4l2
