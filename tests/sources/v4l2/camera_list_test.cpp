// Looks at a machine made of files: sysfs, /dev and /proc in a temporary folder, drivers as functions.
#include "sources/v4l2/camera_list.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sources/v4l2/camera_formats.hpp"
#include "sources/v4l2/camera_holders.hpp"
#include "sources/v4l2/camera_mode.hpp"

namespace sluice::v4l2 {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// What the driver of one node answers.
struct Driver {
    std::string name = "uvcvideo", card = "HD Pro Webcam C920", bus = "usb-1.2";
    std::uint32_t caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    std::vector<std::uint32_t> formats = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG};
    int open_error = 0;
    bool busy = false;
    bool stepwise = false;
};

template <std::size_t N>
void put(unsigned char (&field)[N], const std::string& text) {
    std::memcpy(field, text.data(), std::min(N, text.size()));
}

int refuse(int error) {
    errno = error;
    return -1;
}

int answer_sizes(const Driver& driver, v4l2_frmsizeenum& entry) {
    constexpr v4l2_frmsize_discrete sizes[] = {{640, 480}, {1920, 1080}, {1280, 720}, {640, 480}};
    if (driver.stepwise) {
        if (entry.index > 0) return refuse(EINVAL);
        entry.type = V4L2_FRMSIZE_TYPE_STEPWISE;
        entry.stepwise = {320, 1920, 16, 180, 1080, 4};
        return 0;
    }
    if (entry.index >= std::size(sizes)) return refuse(EINVAL);
    entry.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    entry.discrete = sizes[entry.index];
    return 0;
}

int answer_rates(const Driver& driver, v4l2_frmivalenum& entry) {
    constexpr v4l2_fract intervals[] = {{1, 15}, {1001, 30000}, {0, 30}, {1, 60}};
    if (driver.stepwise) {
        if (entry.index > 0) return refuse(EINVAL);
        entry.type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
        entry.stepwise = {{1, 60}, {1, 1}, {1, 1}};
        return 0;
    }
    if (entry.index >= std::size(intervals)) return refuse(EINVAL);
    entry.type = V4L2_FRMIVAL_TYPE_DISCRETE;
    entry.discrete = intervals[entry.index];
    return 0;
}

int answer(const Driver& driver, unsigned long request, void* argument) {
    switch (request) {
        case VIDIOC_QUERYCAP: {
            auto& capability = *static_cast<v4l2_capability*>(argument);
            put(capability.driver, driver.name);
            put(capability.card, driver.card);
            put(capability.bus_info, driver.bus);
            capability.device_caps = driver.caps;
            capability.capabilities = V4L2_CAP_DEVICE_CAPS | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_META_CAPTURE;
            return 0;
        }
        case VIDIOC_ENUM_FMT: {
            auto& entry = *static_cast<v4l2_fmtdesc*>(argument);
            if (entry.index >= driver.formats.size()) return refuse(EINVAL);
            entry.pixelformat = driver.formats[entry.index];
            return 0;
        }
        case VIDIOC_ENUM_FRAMESIZES: return answer_sizes(driver, *static_cast<v4l2_frmsizeenum*>(argument));
        case VIDIOC_ENUM_FRAMEINTERVALS: return answer_rates(driver, *static_cast<v4l2_frmivalenum*>(argument));
        case VIDIOC_REQBUFS: return driver.busy ? refuse(EBUSY) : 0;
        default: return refuse(ENOTTY);
    }
}

class CameraList : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "sluice-cams-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        root_ = fs::canonical(name);
        for (const char* folder : {"sys/class/video4linux", "dev", "proc"}) fs::create_directories(root_ / folder);
        survey_.sys = root_ / "sys";
        survey_.dev = root_ / "dev";
        survey_.proc = root_ / "proc";
        survey_.open = [this](const std::string& path) { return open(path); };
        survey_.control = [this](int fd, unsigned long request, void* argument) { return answer(drivers_[open_[fd]], request, argument); };
    }
    void TearDown() override { fs::remove_all(root_); }

    int open(const std::string& path) {
        const std::string node = fs::path(path).filename();
        if (drivers_[node].open_error != 0) return refuse(drivers_[node].open_error);
        const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        open_[fd] = node;
        return fd;
    }

    void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text << '\n';
    }

    /// A node whose device hangs on that USB port; empty: on no USB at all.
    void add(const std::string& node, Driver driver, const std::string& port, int index = 0) {
        const fs::path device = port.empty() ? root_ / "sys/devices/platform" / node
                                             : root_ / "sys/devices/usb1" / port / (port + ":1." + std::to_string(index));
        fs::create_directories(device);
        if (!port.empty()) {
            write(device.parent_path() / "idVendor", "046d");
            write(device.parent_path() / "idProduct", "082d");
            write(device.parent_path() / "serial", "0123");
        }
        const fs::path entry = root_ / "sys/class/video4linux" / node;
        write(entry / "name", driver.card);
        write(entry / "index", std::to_string(index));
        fs::create_symlink(device, entry / "device");
        write(root_ / "dev" / node, "");
        drivers_[node] = std::move(driver);
    }

    fs::path root_;
    Survey survey_;
    std::map<std::string, Driver> drivers_;
    std::map<int, std::string> open_;
};

TEST_F(CameraList, IsEmptyWhereThereIsNothing) {
    EXPECT_TRUE(list_cameras(survey_).empty());
    fs::remove_all(root_ / "sys");
    EXPECT_TRUE(list_cameras(survey_).empty());
}

TEST_F(CameraList, TellsIdentityFormatsSizesAndRates) {
    add("video0", {}, "1-1.2");
    const auto cameras = list_cameras(survey_);
    ASSERT_EQ(cameras.size(), 1U);
    const Camera& camera = cameras.front();
    EXPECT_TRUE(camera.is_camera);
    EXPECT_EQ(camera.node, (root_ / "dev/video0").string());
    EXPECT_EQ(camera.card, "HD Pro Webcam C920");
    EXPECT_EQ(camera.usb_port, "1-1.2");
    EXPECT_EQ(camera.usb_id, "046d:082d");
    EXPECT_EQ(camera.serial, "0123");
    ASSERT_EQ(camera.formats.size(), 2U);
    const CameraFormat& mjpeg = camera.formats[1];
    EXPECT_EQ(mjpeg.fourcc, "MJPG");
    EXPECT_EQ(mjpeg.format, Format::jpeg);
    ASSERT_EQ(mjpeg.sizes.size(), 3U);  // one was listed twice
    EXPECT_EQ(mjpeg.sizes[0].size, (Size{1920, 1080}));
    EXPECT_EQ(mjpeg.sizes[0].rates, (std::vector<Rate>{{60, 1}, {30000, 1001}, {15, 1}}));
    const auto mode = preferred_mode(camera);
    ASSERT_TRUE(mode);
    EXPECT_EQ(mode->format, "mjpeg");
    EXPECT_EQ(mode->size, (Size{1280, 720}));
    EXPECT_EQ(mode->rate, (Rate{30000, 1001}));
}

TEST_F(CameraList, TakesRangesOfSizesAndRates) {
    Driver driver;
    driver.stepwise = true;
    add("video0", driver, "");
    const Camera camera = list_cameras(survey_).front();
    const CameraSize& size = camera.formats[0].sizes.at(0);
    EXPECT_EQ(size.most, (Size{1920, 1080}));
    EXPECT_EQ(size.step, (Size{16, 4}));
    EXPECT_TRUE(size.rate_range);
    const auto mode = preferred_mode(camera);
    EXPECT_EQ(mode->size, (Size{1280, 720}));
    EXPECT_EQ(mode->rate, (Rate{30, 1}));
    EXPECT_EQ(camera.usb_port, "");
}

TEST_F(CameraList, SortsByNumberAndTellsMetadataWhoseItIs) {
    Driver metadata;
    metadata.caps = V4L2_CAP_META_CAPTURE;
    add("video10", {}, "1-1.3");
    add("video11", metadata, "1-1.3", 1);
    add("video2", {}, "1-1.2");
    add("video3", metadata, "1-1.2", 1);
    const auto nodes = list_cameras(survey_);
    ASSERT_EQ(nodes.size(), 4U);
    EXPECT_EQ(nodes[1].role, NodeRole::metadata);
    EXPECT_EQ(nodes[1].belongs_to, nodes[0].node);
    EXPECT_EQ(nodes[1].why_not, "metadata of " + (root_ / "dev/video2").string());
    EXPECT_EQ(nodes[3].belongs_to, (root_ / "dev/video10").string());
    EXPECT_EQ(look_at(nodes[3].node, survey_).belongs_to, (root_ / "dev/video10").string());
}

TEST_F(CameraList, TellsWhatIsNoCamera) {
    Driver codec{.name = "bcm2835-codec", .card = "bcm2835-codec-decode"}, isp{.name = "bcm2835-isp", .card = "bcm2835-isp-capture0"};
    Driver output{.name = "vivid"}, pipeline{.name = "rp1-cfe"}, raw{.name = "unicam"};
    codec.caps = V4L2_CAP_VIDEO_M2M_MPLANE;
    output.caps = V4L2_CAP_VIDEO_OUTPUT;
    pipeline.caps |= V4L2_CAP_IO_MC;
    raw.formats = {V4L2_PIX_FMT_SRGGB10P};
    Driver loopback{.name = "v4l2 loopback"};
    loopback.caps |= V4L2_CAP_VIDEO_OUTPUT;
    int number = 0;
    for (const Driver& driver : {codec, isp, output, pipeline, raw, loopback}) add("video" + std::to_string(number++), driver, "");
    const auto nodes = list_cameras(survey_);
    EXPECT_EQ(nodes[0].role, NodeRole::codec);
    EXPECT_EQ(nodes[1].role, NodeRole::isp);
    EXPECT_EQ(nodes[2].role, NodeRole::output);
    EXPECT_EQ(nodes[3].role, NodeRole::isp);
    EXPECT_THAT(nodes[4].why_not, HasSubstr("gives only pRAA"));
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(nodes[static_cast<std::size_t>(i)].is_camera) << i;
    EXPECT_TRUE(nodes[5].is_camera);
}

TEST_F(CameraList, SaysWhatToDoWhereItMayNotOpen) {
    Driver closed;
    closed.open_error = EACCES;
    add("video0", closed, "1-1.2");
    add("video1", closed, "1-1.2", 1);
    const auto nodes = list_cameras(survey_);
    EXPECT_TRUE(nodes[0].is_camera);
    EXPECT_THAT(nodes[0].trouble, HasSubstr("group video"));
    EXPECT_EQ(nodes[0].card, "HD Pro Webcam C920");  // sysfs knows it
    EXPECT_FALSE(nodes[1].is_camera);
}

TEST_F(CameraList, NamesWhoHoldsACamera) {
    add("video0", {}, "1-1.2");
    drivers_["video0"].busy = true;
    write(root_ / "proc/123/comm", "ffmpeg");
    fs::create_directories(root_ / "proc/123/fd");
    fs::create_symlink(root_ / "dev/video0", root_ / "proc/123/fd/3");
    fs::create_symlink(root_ / "dev/video0", root_ / "proc/123/fd/4");
    fs::create_directories(root_ / "proc/self/fd");
    const Camera camera = list_cameras(survey_).front();
    EXPECT_TRUE(camera.busy);
    ASSERT_EQ(camera.holders.size(), 1U);
    EXPECT_EQ(holders_text(camera), "held by ffmpeg (pid 123)");
}

TEST_F(CameraList, SaysHowToFindAHolderItCannotSee) {
    add("video0", {}, "1-1.2");
    drivers_["video0"].busy = true;
    EXPECT_THAT(holders_text(list_cameras(survey_).front()), HasSubstr("sudo fuser -v"));
}

TEST_F(CameraList, FindsLinks) {
    add("video0", {}, "1-1.2");
    fs::create_directories(root_ / "dev/v4l/by-path");
    const fs::path link = root_ / "dev/v4l/by-path/usb-1-video-index0";
    fs::create_symlink("../../video0", link);
    EXPECT_EQ(list_cameras(survey_).front().by_path, link.string());
    EXPECT_TRUE(look_at(link, survey_).is_camera);
    EXPECT_FALSE(look_at(link, survey_).formats.empty());
}

TEST_F(CameraList, OpensNoOtherDeviceToLookAtOne) {
    Driver metadata;
    metadata.caps = V4L2_CAP_META_CAPTURE;
    add("video0", {}, "1-1.1");
    add("video2", {}, "1-1.2");
    add("video3", metadata, "1-1.2", 1);
    std::vector<std::string> opened;
    survey_.open = [&](const std::string& path) {
        opened.push_back(fs::path(path).filename());
        return open(path);
    };
    EXPECT_TRUE(look_at(root_ / "dev/video2", survey_).is_camera);
    EXPECT_EQ(look_at(root_ / "dev/video3", survey_).belongs_to, (root_ / "dev/video2").string());
    EXPECT_THAT(opened, testing::ElementsAre("video2", "video3", "video2"));
}

TEST_F(CameraList, KnowsACodecThatItMayNotOpen) {
    Driver closed{.name = "bcm2835-codec", .card = "bcm2835-codec-decode"};
    closed.open_error = EACCES;
    add("video10", closed, "");
    EXPECT_FALSE(list_cameras(survey_).front().is_camera);
}

TEST_F(CameraList, AsksAHostileDriverOnlySoOften) {
    int asked = 0;
    const auto endless = [&asked](unsigned long request, void* argument) {
        ++asked;
        if (request == VIDIOC_ENUM_FRAMESIZES) {
            auto& entry = *static_cast<v4l2_frmsizeenum*>(argument);
            entry.type = V4L2_FRMSIZE_TYPE_DISCRETE;
            entry.discrete = {entry.index + 1, 1};
        }
        return 0;
    };
    EXPECT_EQ(formats_of(endless, false).size(), 64U);
    EXPECT_LT(asked, 1'100'000);
    EXPECT_EQ(fourcc_text(0x1b5b0a4d), "M?[?");
    EXPECT_EQ(fourcc_text(V4L2_PIX_FMT_Y16), "Y16");
}

}  // namespace
}  // namespace sluice::v4l2
