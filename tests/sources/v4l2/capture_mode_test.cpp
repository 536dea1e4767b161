#include "sources/v4l2/capture_mode.hpp"

#include <linux/videodev2.h>

#include <cerrno>

#include <gtest/gtest.h>

#include "scripted_driver.hpp"

namespace sluice::v4l2 {
namespace {

using sluice::test::scripted_board;
using sluice::test::scripted_webcam;
using sluice::test::ScriptedDriver;
using Differences = std::vector<std::string>;

ModeWish mode_wish(std::optional<std::string> format, std::optional<Size> size = {}, std::optional<Rate> rate = {}) {
    ModeWish out;
    out.format = std::move(format);
    out.size = size;
    out.rate = rate;
    return out;
}

AgreedMode agreed_mode(const std::shared_ptr<ScriptedDriver>& driver, const ModeWish& wanted = {}) {
    CameraDevice device(driver, "/dev/none");
    return agree_mode(device, wanted);
}

std::optional<DeviceError> mode_refusal(const std::shared_ptr<ScriptedDriver>& driver, const ModeWish& wanted = {}) {
    try {
        (void)agreed_mode(driver, wanted);
    } catch (const DeviceError& said) {
        return said;
    }
    return std::nullopt;
}

std::string mode_refused(const std::shared_ptr<ScriptedDriver>& driver, const ModeWish& wanted = {}) {
    const auto said = mode_refusal(driver, wanted);
    EXPECT_EQ(said ? said->trouble() : Trouble::absent, Trouble::refused);
    return said ? said->what() : "";
}

Size agreed_size(const AgreedMode& mode) { return {mode.stream.width, mode.stream.height}; }

TEST(CaptureMode, TakesMjpegNear720pAtUpTo30WhereNothingIsAsked) {
    const AgreedMode mode = agreed_mode(scripted_webcam());
    EXPECT_EQ(mode.pixelformat, V4L2_PIX_FMT_MJPEG);
    EXPECT_EQ(mode.stream.format, Format::jpeg);
    EXPECT_EQ(agreed_size(mode), (Size{1280, 720}));
    EXPECT_DOUBLE_EQ(mode.stream.fps, 30);
    EXPECT_TRUE(mode.stream.size_agreed);
    EXPECT_EQ(mode.memory_planes, 1u);
    EXPECT_EQ(mode.size_image, 1280u * 720);
    EXPECT_EQ(mode.differences, Differences{});
}

TEST(CaptureMode, KeepsToWhatIsAskedAndChoosesTheRest) {
    const AgreedMode raw = agreed_mode(scripted_webcam(), mode_wish("yuyv"));
    EXPECT_EQ(raw.stream.format, Format::yuyv);
    EXPECT_EQ(agreed_size(raw), (Size{1280, 720}));
    EXPECT_DOUBLE_EQ(raw.stream.fps, 10);
    EXPECT_FALSE(raw.stream.size_agreed);
    EXPECT_EQ(raw.stream.planes.plane[0], (Plane{0, 2560, 720}));
    const AgreedMode small = agreed_mode(scripted_webcam(), mode_wish({}, Size{640, 480}));
    EXPECT_EQ(small.stream.format, Format::jpeg);
    EXPECT_EQ(agreed_size(small), (Size{640, 480}));
    EXPECT_DOUBLE_EQ(small.stream.fps, 30);
    const AgreedMode slow = agreed_mode(scripted_webcam(), mode_wish("jpeg", Size{1280, 720}, Rate{15, 1}));
    EXPECT_DOUBLE_EQ(slow.stream.fps, 15);
    EXPECT_EQ(slow.differences, Differences{});
}

TEST(CaptureMode, ARateThatIsAskedForChoosesASizeThatHasIt) {
    const AgreedMode mode = agreed_mode(scripted_webcam(), mode_wish("mjpeg", {}, Rate{60, 1}));
    EXPECT_EQ(agreed_size(mode), (Size{640, 480}));
    EXPECT_DOUBLE_EQ(mode.stream.fps, 60);
}

TEST(CaptureMode, TakesTheLargestAndTheFastest) {
    ModeWish most;
    most.size_max = most.rate_max = true;
    const AgreedMode mode = agreed_mode(scripted_webcam(), most);
    EXPECT_EQ(agreed_size(mode), (Size{1920, 1080}));
    EXPECT_DOUBLE_EQ(mode.stream.fps, 30);
    most.size_max = false;
    most.size = Size{640, 480};
    EXPECT_DOUBLE_EQ(agreed_mode(scripted_webcam(), most).stream.fps, 60);
    ModeWish range;
    range.size_max = range.rate_max = true;
    const AgreedMode board = agreed_mode(scripted_board({V4L2_PIX_FMT_NV12}), range);
    EXPECT_EQ(agreed_size(board), (Size{1920, 1080}));
    EXPECT_DOUBLE_EQ(board.stream.fps, 60);
    EXPECT_EQ(board.differences, Differences{});
}

TEST(CaptureMode, SaysWhichLargestItDidNotGet) {
    const auto driver = scripted_webcam();
    driver->lie = [&](unsigned long request, void* argument) {
        if (request == VIDIOC_G_FMT) static_cast<v4l2_format*>(argument)->fmt.pix.width = 1280;
        if (request == VIDIOC_G_PARM) static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {1, 20};
    };
    ModeWish most;
    most.size_max = most.rate_max = true;
    EXPECT_EQ(agreed_mode(driver, most).differences,
              (Differences{"the largest size it offers is 1920x1080; the camera gives 1280x1080",
                           "the highest rate it offers is 30 fps; the camera gives 20"}));
}

TEST(CaptureMode, ASizeThatIsNotOfferedIsTheDriversNearest) {
    const AgreedMode mode = agreed_mode(scripted_webcam(), mode_wish("mjpeg", Size{1281, 720}));
    EXPECT_EQ(agreed_size(mode), (Size{1280, 720}));
    EXPECT_EQ(
        mode.differences,
        Differences{"size 1281x720 is not offered (nearest: 1280x720, 1280x960, 640x480); the camera gives 1280x720"});
}

TEST(CaptureMode, SaysWhichOtherFormatHasTheSize) {
    EXPECT_EQ(agreed_mode(scripted_webcam(), mode_wish({}, Size{160, 120})).differences,
              Differences{"size 160x120 is not offered as mjpeg (nearest: 640x480, 1280x720, 1280x960), but as yuyv; "
                          "the camera gives 640x480"});
}

TEST(CaptureMode, ASizeBetweenTheStepsOfARangeIsSaid) {
    const AgreedMode mode = agreed_mode(scripted_board({V4L2_PIX_FMT_NV12}), mode_wish("nv12", Size{1281, 720}));
    EXPECT_EQ(agreed_size(mode), (Size{1280, 720}));
    EXPECT_EQ(mode.differences, Differences{"size 1281x720 is not offered (nearest: 1280x720 of 32x16 to 1920x1080 in "
                                            "steps of 16x4); the camera gives 1280x720"});
    EXPECT_EQ(agreed_mode(scripted_board({V4L2_PIX_FMT_NV12}), mode_wish("nv12", Size{1296, 724})).differences,
              Differences{});
}

TEST(CaptureMode, TakesContinuousRanges) {
    const auto driver = scripted_board({V4L2_PIX_FMT_NV12});
    driver->offers[0].sizes[0].step = {0, 0};
    const AgreedMode mode = agreed_mode(driver, mode_wish("nv12", Size{1282, 722}, Rate{25, 2}));
    EXPECT_EQ(agreed_size(mode), (Size{1282, 722}));
    EXPECT_DOUBLE_EQ(mode.stream.fps, 12.5);
    EXPECT_EQ(mode.differences, Differences{});
}

TEST(CaptureMode, ARateThatIsNotOfferedIsTheDriversNearest) {
    EXPECT_EQ(agreed_mode(scripted_webcam(), mode_wish("mjpeg", Size{1280, 720}, Rate{14, 1})).differences,
              Differences{"14 fps is not offered at 1280x720 (nearest: 15, 5, 30); the camera gives 15"});
    const auto driver = scripted_board({V4L2_PIX_FMT_NV12});
    driver->lie = [](unsigned long request, void* argument) {
        if (request == VIDIOC_G_PARM) static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {1, 60};
    };
    EXPECT_EQ(agreed_mode(driver, mode_wish({}, Size{640, 480}, Rate{90, 1})).differences,
              Differences{"90 fps is not offered at 640x480 (it takes 1 to 60); the camera gives 60"});
}

TEST(CaptureMode, ARateIsSetOnlyWhereTheDriverTakesOne) {
    const auto driver = scripted_webcam();
    driver->takes_rate = false;
    driver->interval = {1, 25};
    EXPECT_EQ(agreed_mode(driver, mode_wish("mjpeg", Size{1280, 720}, Rate{15, 1})).differences,
              Differences{"15 fps cannot be set on this camera; it says 25"});
    EXPECT_EQ(driver->calls(VIDIOC_S_PARM), 0u);
    driver->interval = {0, 0};
    const AgreedMode unknown = agreed_mode(driver, mode_wish("mjpeg", Size{1280, 720}, Rate{15, 1}));
    EXPECT_EQ(unknown.differences, Differences{"15 fps cannot be set on this camera; it does not say what it gives"});
    EXPECT_EQ(unknown.stream.fps, 0);
}

TEST(CaptureMode, ReadsBackWhatWasReallySet) {
    const auto driver = scripted_webcam();
    driver->lie = [](unsigned long request, void* argument) {
        if (request == VIDIOC_G_FMT) static_cast<v4l2_format*>(argument)->fmt.pix.height = 700;
        if (request == VIDIOC_G_PARM) static_cast<v4l2_streamparm*>(argument)->parm.capture.timeperframe = {1, 20};
    };
    const AgreedMode mode = agreed_mode(driver, mode_wish("mjpeg", Size{1280, 720}, Rate{30, 1}));
    EXPECT_EQ(agreed_size(mode), (Size{1280, 700}));
    EXPECT_DOUBLE_EQ(mode.stream.fps, 20);
    EXPECT_EQ(mode.differences, (Differences{"size 1280x720 is offered, yet the camera gives 1280x700",
                                             "30 fps is offered at 1280x720, yet the camera gives 20"}));
}

TEST(CaptureMode, TakesADriverThatListsNoSizes) {
    const auto driver = scripted_webcam();
    for (auto& offer : driver->offers) offer.lists_sizes = false;
    const AgreedMode mode = agreed_mode(driver);
    EXPECT_EQ(agreed_size(mode), (Size{1280, 720}));
    EXPECT_EQ(mode.differences, Differences{});
    EXPECT_EQ(agreed_mode(driver, mode_wish("mjpeg", Size{1281, 720})).differences,
              Differences{"size 1281x720 is not taken; the camera gives 1280x720"});
    ModeWish most;
    most.size_max = true;
    EXPECT_EQ(agreed_size(agreed_mode(driver, most)), (Size{1920, 1080}));
}

TEST(CaptureMode, AsksForTheNearestWhereTheDriverRefusesTheSize) {
    const auto driver = scripted_webcam();
    driver->fault = [](unsigned long request, unsigned nth) {
        return request == VIDIOC_S_FMT && nth == 0 ? EINVAL : 0;
    };
    EXPECT_EQ(agreed_size(agreed_mode(driver, mode_wish("mjpeg", Size{1281, 720}))), (Size{1280, 720}));
    EXPECT_EQ(driver->calls(VIDIOC_S_FMT), 2u);
}

TEST(CaptureMode, FreesBuffersBeforeItSetsTheFormat) {
    const auto driver = scripted_webcam();
    bool freed = false;
    driver->lie = [&](unsigned long request, void* argument) {
        if (request == VIDIOC_REQBUFS) freed = static_cast<v4l2_requestbuffers*>(argument)->count == 0;
        if (request == VIDIOC_S_FMT) {
            EXPECT_TRUE(freed);
        }
    };
    (void)agreed_mode(driver);
    EXPECT_TRUE(freed);
}

TEST(CaptureMode, AFormatThatIsNotOfferedIsASentence) {
    EXPECT_EQ(mode_refused(scripted_webcam(), mode_wish("nv12")),
              "/dev/none does not offer nv12, but yuyv, mjpeg; write one of these as its format");
    const auto driver = scripted_webcam();
    driver->offers = {{V4L2_PIX_FMT_H264, {}}, {V4L2_PIX_FMT_NV12M, {}}};  // the second is for multi-planar devices
    EXPECT_EQ(mode_refused(driver),
              "/dev/none offers only H264, NM12, which sluice does not carry; take another camera; sluice devices "
              "lists them");
    driver->offers.clear();
    EXPECT_EQ(mode_refused(driver), "/dev/none offers no format; take another camera; sluice devices lists them");
}

TEST(CaptureMode, ADriverThatChangesTheFormatIsRefused) {
    for (const unsigned long when : {VIDIOC_S_FMT, VIDIOC_G_FMT}) {
        const auto driver = scripted_webcam();
        driver->lie = [when](unsigned long request, void* argument) {
            if (request == when) static_cast<v4l2_format*>(argument)->fmt.pix.pixelformat = V4L2_PIX_FMT_YUYV;
        };
        EXPECT_EQ(mode_refused(driver, mode_wish("mjpeg")),
                  "/dev/none was asked for MJPG and gives YUYV; write the format it gives; sluice devices lists them");
    }
}

TEST(CaptureMode, TakesMultiplanarDevices) {
    const auto driver = scripted_board({V4L2_PIX_FMT_NV12M, V4L2_PIX_FMT_YUV420M, V4L2_PIX_FMT_NV12});
    driver->padding = 32;
    const AgreedMode one = agreed_mode(driver, mode_wish("nv12", Size{640, 480}));
    EXPECT_EQ(one.pixelformat, V4L2_PIX_FMT_NV12);
    EXPECT_EQ(one.memory_planes, 1u);
    EXPECT_EQ(one.stream.planes.plane[1], (Plane{672 * 480, 672, 240}));
    const AgreedMode three = agreed_mode(driver, mode_wish("i420", Size{640, 480}));
    EXPECT_EQ(three.memory_planes, 3u);
    EXPECT_EQ(three.size_image, 672u * 480 + 2 * 352 * 240);
    EXPECT_EQ(three.stream.planes.plane[2], (Plane{672 * 480 + 352 * 240, 352, 240}));
}

TEST(CaptureMode, SaysWhatFailed) {
    struct Case {
        unsigned long request;
        int error;
        Trouble trouble;
    };
    for (const Case& one :
         {Case{VIDIOC_S_FMT, EBUSY, Trouble::busy}, Case{VIDIOC_S_FMT, EIO, Trouble::failed},
          Case{VIDIOC_S_FMT, EINVAL, Trouble::refused}, Case{VIDIOC_ENUM_FMT, ENODEV, Trouble::unplugged},
          Case{VIDIOC_ENUM_FMT, EIO, Trouble::failed}, Case{VIDIOC_ENUM_FRAMESIZES, ENODEV, Trouble::unplugged},
          Case{VIDIOC_ENUM_FRAMEINTERVALS, ENODEV, Trouble::unplugged}, Case{VIDIOC_G_FMT, ENODEV, Trouble::unplugged},
          Case{VIDIOC_G_PARM, ENODEV, Trouble::unplugged}, Case{VIDIOC_S_PARM, ENODEV, Trouble::unplugged}}) {
        const auto driver = scripted_webcam();
        driver->fault = [&](unsigned long request, unsigned) { return request == one.request ? one.error : 0; };
        const auto said = mode_refusal(driver);
        ASSERT_TRUE(said) << one.request;
        EXPECT_EQ(said->trouble(), one.trouble) << said->what();
        EXPECT_EQ(driver->open_count(), 0u);
    }
}

TEST(CaptureMode, GoesOnWithoutWhatADriverCannotTell) {
    for (const unsigned long request : {VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS, VIDIOC_G_FMT, VIDIOC_G_PARM,
                                        VIDIOC_S_PARM, VIDIOC_REQBUFS})
        for (const int error : {EINVAL, ENOTTY, EIO}) {
            const auto driver = scripted_webcam();
            driver->fault = [&](unsigned long called, unsigned) { return called == request ? error : 0; };
            EXPECT_EQ(agreed_size(agreed_mode(driver, mode_wish("mjpeg", Size{1280, 720}, Rate{30, 1}))),
                      (Size{1280, 720}));
        }
}

// Whatever a number in an answer is: taken or refused with a sentence.
TEST(CaptureMode, NonsenseIsNoCrash) {
    constexpr std::uint32_t nonsense[] = {0, 1, 3, 0x7fffffff, 0x80000000, 0xffffffff};
    const unsigned long requests[] = {VIDIOC_ENUM_FMT, VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS,
                                      VIDIOC_S_FMT,    VIDIOC_G_FMT,           VIDIOC_G_PARM,
                                      VIDIOC_S_PARM};
    ModeWish most;
    most.size_max = most.rate_max = true;
    for (const auto& wanted : {ModeWish{}, mode_wish({}, Size{1281, 720}, Rate{29, 1}), most})
        for (const bool multiplanar : {false, true})
            for (const unsigned long request : requests)
                for (std::size_t at = 1; at < _IOC_SIZE(request) / 4; ++at)
                    for (const std::uint32_t number : nonsense) {
                        const auto driver = multiplanar ? scripted_board({V4L2_PIX_FMT_NV12M, V4L2_PIX_FMT_YUV420M})
                                                        : scripted_webcam();
                        driver->lie = [&](unsigned long called, void* argument) {
                            if (called == request) std::memcpy(static_cast<char*>(argument) + 4 * at, &number, 4);
                        };
                        try {
                            const AgreedMode mode = agreed_mode(driver, wanted);
                            ASSERT_GT(mode.stream.width, 0u);
                            ASSERT_LE(mode.stream.width, 65535u);
                            for (const std::string& line : mode.differences) ASSERT_LT(line.size(), 400u);
                        } catch (const DeviceError&) {
                        }
                        ASSERT_EQ(driver->open_count(), 0u);
                    }
}

}  // namespace
}  // namespace sluice::v4l2
