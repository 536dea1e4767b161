#include "sources/v4l2/camera_device.hpp"

#include <unistd.h>

#include <cerrno>

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

// What is said when an open camera answers with that errno; any file will do for its path.
std::string sentence(int error) {
    const CameraDevice device("/dev/null");
    try {
        device.fail("start the stream", error);
    } catch (const Error& said) {
        return said.what();
    }
    return {};
}

TEST(CameraDevice, SaysWhatIsWrongAndWhatToDo) {
    EXPECT_EQ(sentence(ENOENT), "/dev/null is not there; plug the camera in; sluice devices lists the cameras");
    EXPECT_EQ(sentence(ENODEV), "/dev/null has been unplugged; plug it in again, look at its cable and power");
    EXPECT_EQ(sentence(EACCES), "may not open /dev/null: permission denied; add yourself to the group video "
                                "(sudo usermod -aG video $USER) and log in again");
    EXPECT_EQ(sentence(ENOSPC), "the USB bus has no bandwidth left for /dev/null; ask for a smaller size or rate, for mjpeg instead of raw, "
                                "or plug the camera into another controller");
    EXPECT_EQ(sentence(EINVAL), "/dev/null: cannot start the stream: the driver refuses (Invalid argument); "
                                "sluice devices lists the cameras and what they offer");
    EXPECT_EQ(sentence(EIO), "/dev/null: cannot start the stream: Input/output error; dmesg may say more");
}

TEST(CameraDevice, BusyWithoutAHolderMayPass) {
    const CameraDevice device("/dev/null");
    EXPECT_THROW(device.fail("get buffers", EBUSY), BusyError);
}

TEST(CameraDevice, AnAbsentOneIsNotThere) {
    EXPECT_THROW(CameraDevice("/dev/video-of-nobody"), Error);
}

TEST(CameraDevice, GivesItsDescriptorBack) {
    int number = 0;
    {
        const CameraDevice device("/dev/null");
        number = device.fd();
    }
    EXPECT_EQ(::fsync(number), -1);
    EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace sluice::v4l2
