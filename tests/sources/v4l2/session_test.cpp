#include "sources/v4l2/session.hpp"

#include <linux/videodev2.h>

#include <atomic>
#include <cerrno>
#include <deque>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "scripted_session.hpp"

namespace sluice::v4l2 {
namespace {

using sluice::test::scripted_board;
using sluice::test::scripted_webcam;
using sluice::test::ScriptedDriver;
using sluice::test::session_error_of;
using sluice::test::small_picture;
using sluice::test::started_session;
using sluice::test::text_of;

TEST(Session, HandsOverWhatTheDriverFilled) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    EXPECT_EQ(session->buffers(), 4u);
    EXPECT_EQ(session->queued(), 4u);
    EXPECT_EQ(driver->mapped(), 4u);
    EXPECT_FALSE(session->dequeue());
    driver->arrive({"one"});
    driver->arrive({"two"}, V4L2_BUF_FLAG_ERROR);
    const auto one = session->dequeue();
    ASSERT_TRUE(one);
    EXPECT_EQ(text_of(session->view(*one)), "one");
    EXPECT_EQ(one->timestamp.tv_sec, 12);
    EXPECT_EQ(one->timestamp.tv_usec, 345678);
    EXPECT_EQ(one->field, std::uint32_t{V4L2_FIELD_NONE});
    const auto two = session->dequeue();
    EXPECT_EQ(two->flags, std::uint32_t{V4L2_BUF_FLAG_ERROR});
    EXPECT_EQ(two->sequence, 1u);
    EXPECT_EQ(session->queued(), 2u);
    session->give_back(one->index);
    EXPECT_EQ(session->queued(), 3u);
    EXPECT_EQ(driver->with_driver(), 3u);
}

TEST(Session, KnowsWhatTheStampsAreBeforeTheFirstFrame) {
    const auto driver = scripted_webcam();
    driver->lie = [](unsigned long request, void* argument) {
        if (request == VIDIOC_QUERYBUF) static_cast<v4l2_buffer*>(argument)->flags = V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
    };
    EXPECT_EQ(started_session(driver)->stamp_flags(), std::uint32_t{V4L2_BUF_FLAG_TSTAMP_SRC_SOE});
}

TEST(Session, ALentBufferGoesBackWhenItsLastReaderIsDone) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    driver->arrive({"lent"});
    std::optional<Bytes> bytes = session->lend(*session->dequeue());
    std::optional<Bytes> copy = bytes;
    bytes.reset();
    session->take_back();
    EXPECT_EQ(session->queued(), 3u);
    EXPECT_EQ(text_of(*copy), "lent");
    std::thread([&] { copy.reset(); }).join();
    EXPECT_EQ(session->queued(), 3u);
    EXPECT_EQ(driver->with_driver(), 3u);  // no system call but on the lane
    session->take_back();
    EXPECT_EQ(session->queued(), 4u);
}

TEST(Session, ReadersLetGoOnAnotherThreadWhileTheLaneGoesOn) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    std::mutex mutex;
    std::deque<Bytes> read;
    std::atomic<bool> over = false;
    std::thread reader([&] {
        while (!over) {
            const std::lock_guard lock(mutex);
            if (!read.empty()) read.pop_front();
        }
    });
    for (unsigned i = 0; i < 2000; ++i) {
        for (session->take_back(); session->queued() < 2; session->take_back()) std::this_thread::yield();
        driver->arrive({std::to_string(i)});
        Bytes lent = session->lend(*session->dequeue());
        EXPECT_EQ(text_of(lent), std::to_string(i));
        const std::lock_guard lock(mutex);
        read.push_back(std::move(lent));
    }
    over = true;
    reader.join();
    read.clear();
    session->take_back();
    EXPECT_EQ(session->queued(), 4u);
}

TEST(Session, NeverLooksBeyondWhatIsMapped) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    driver->lie = [](unsigned long request, void* argument) {
        if (request == VIDIOC_DQBUF) static_cast<v4l2_buffer*>(argument)->bytesused = 0xffffffff;
    };
    driver->arrive({"short"});
    const auto filled = session->dequeue();
    EXPECT_EQ(filled->part[0].used, 40960u);  // 160x120 yuyv in whole pages
    EXPECT_EQ(text_of(session->view(*filled)).substr(0, 5), "short");
    EXPECT_EQ(session->lend(*filled).size(), 40960u);
}

TEST(Session, GathersSeveralMemories) {
    const auto driver = scripted_board({V4L2_PIX_FMT_YUV420M});
    driver->data_offset = 64;
    const auto session = started_session(driver, "i420");
    EXPECT_TRUE(session->in_parts());
    EXPECT_EQ(driver->mapped(), 12u);
    const std::string luma(160 * 120, 'y'), u(80 * 60, 'u'), v(80 * 60, 'v');
    driver->arrive({luma + "padding", u, v.substr(1)});
    const auto filled = session->dequeue();
    ASSERT_TRUE(filled);
    const auto parts = session->parts(*filled);
    ASSERT_EQ(parts.size(), 3u);
    EXPECT_EQ(text_of(parts[0]), luma);  // what is beyond its rows is cut
    EXPECT_EQ(text_of(parts[1]), u);
    EXPECT_EQ(text_of(parts[2]), v.substr(1));  // and what is short stays short
    session->give_back(filled->index);
    EXPECT_EQ(session->queued(), 4u);
}

TEST(Session, OneMemoryOfAMultiplanarDeviceIsLent) {
    const auto driver = scripted_board({V4L2_PIX_FMT_NV12});
    driver->data_offset = 16;
    const auto session = started_session(driver, "nv12");
    EXPECT_FALSE(session->in_parts());
    driver->arrive({"picture"});
    EXPECT_EQ(text_of(session->lend(*session->dequeue())), "picture");
}

TEST(Session, AnOffsetBeyondTheDataIsNoData) {
    const auto driver = scripted_board({V4L2_PIX_FMT_NV12M});
    const auto session = started_session(driver, "nv12");
    for (const std::uint32_t offset : {0x10000u, 0xffffffffu}) {
        driver->lie = [&](unsigned long request, void* argument) {
            if (request != VIDIOC_DQBUF) return;
            v4l2_plane* planes = static_cast<v4l2_buffer*>(argument)->m.planes;
            planes[0].data_offset = offset;
            planes[1].bytesused = 0xffffffff;
        };
        driver->arrive({"luma", "chroma"});
        const auto filled = session->dequeue();
        EXPECT_EQ(filled->part[0].used, 0u);
        EXPECT_EQ(session->parts(*filled)[0].size(), 0u);
        EXPECT_EQ(session->parts(*filled)[1].size(), 160u * 60);
        session->give_back(filled->index);
    }
}

TEST(Session, TakesWhatNumberOfBuffersTheDriverGives) {
    const auto fewer = scripted_webcam();
    fewer->most_buffers = 2;
    EXPECT_EQ(started_session(fewer, "yuyv", 8)->buffers(), 2u);
    const auto more = scripted_webcam();
    more->least_buffers = 6;
    EXPECT_EQ(started_session(more, "yuyv", 2)->buffers(), 6u);
    const auto too_many = scripted_webcam();
    too_many->least_buffers = 40;
    EXPECT_EQ(started_session(too_many, "yuyv", 2)->queued(), 32u);
    const auto one = scripted_webcam();
    one->most_buffers = 1;
    const auto said = session_error_of([&] { (void)started_session(one); });
    ASSERT_TRUE(said);
    EXPECT_STREQ(
        said->what(),
        "/dev/none gives 1 of the 2 buffers that a stream needs; ask for a smaller size, which needs less memory");
    EXPECT_EQ(one->open_count(), 0u);
}

TEST(Session, AFailingStartLeavesNothing) {
    const unsigned long requests[] = {VIDIOC_REQBUFS, VIDIOC_QUERYBUF, ScriptedDriver::mapping, VIDIOC_QBUF,
                                      VIDIOC_STREAMON};
    for (const bool multiplanar : {false, true})
        for (const unsigned long request : requests)
            for (const unsigned at : {0u, 1u, 3u, 5u})
                for (const int error : {EIO, ENODEV, ENOSPC, EBUSY, EINVAL, ENOMEM, EAGAIN}) {
                    const auto driver = multiplanar ? scripted_board({V4L2_PIX_FMT_NV12M}) : scripted_webcam();
                    auto device = std::make_unique<CameraDevice>(driver, "/dev/none");
                    const AgreedMode mode = agree_mode(*device, small_picture(multiplanar ? "nv12" : "yuyv"));
                    driver->forget_calls();
                    bool failed = false;
                    driver->fault = [&](unsigned long called, unsigned nth) {
                        if (called != request || nth != at) return 0;
                        failed = true;
                        return error;
                    };
                    const auto said = session_error_of([&] { Session::start(std::move(device), mode, 6)->end(); });
                    EXPECT_EQ(said.has_value(), failed) << request;
                    if (said && error == ENODEV) {
                        EXPECT_EQ(said->trouble(), Trouble::unplugged);
                    }
                    if (said && error == ENOSPC && request == VIDIOC_STREAMON) {
                        EXPECT_EQ(said->trouble(), Trouble::no_bandwidth);
                    }
                    ASSERT_EQ(driver->open_count(), 0u);
                    ASSERT_EQ(driver->mapped(), 0u);
                }
}

TEST(Session, NonsenseAboutBuffersIsAFailure) {
    const auto lying = [](auto lie) {
        const auto driver = scripted_board({V4L2_PIX_FMT_NV12M});
        auto device = std::make_unique<CameraDevice>(driver, "/dev/none");
        const AgreedMode mode = agree_mode(*device, small_picture("nv12"));
        driver->lie = [lie](unsigned long request, void* argument) {
            if (request == VIDIOC_QUERYBUF) lie(*static_cast<v4l2_buffer*>(argument));
        };
        const auto said = session_error_of([&] { (void)Session::start(std::move(device), mode, 4); });
        EXPECT_EQ(driver->open_count(), 0u);
        EXPECT_EQ(driver->mapped(), 0u);
        return said ? std::string(said->what()) : "taken";
    };
    const std::string next = "; unplug the camera and plug it in again; dmesg may say more";
    EXPECT_EQ(lying([](v4l2_buffer& buffer) { buffer.length = 9; }),
              "/dev/none: the driver gives buffers of 9 memories, and agreed on 2" + next);
    EXPECT_EQ(lying([](v4l2_buffer& buffer) { buffer.m.planes[1].length = 0; }),
              "/dev/none: the driver gives buffers of 0 bytes for pictures of 9600" + next);
    EXPECT_EQ(lying([](v4l2_buffer& buffer) { buffer.m.planes[0].length = 19199; }),
              "/dev/none: the driver gives buffers of 19199 bytes for pictures of 19200" + next);
}

TEST(Session, ABufferTheDriverDoesNotHaveIsAFailure) {
    const auto named = [](std::uint32_t index) {
        const auto driver = scripted_webcam();
        const auto session = started_session(driver);
        driver->arrive({"first"});
        const auto first = session->dequeue();  // buffer 0: lent, and with nobody else
        const Bytes lent = session->lend(*first);
        driver->lie = [&](unsigned long request, void* argument) {
            if (request == VIDIOC_DQBUF) static_cast<v4l2_buffer*>(argument)->index = index;
        };
        driver->arrive({"again"});
        const auto said = session_error_of([&] { (void)session->dequeue(); });
        session->end();
        EXPECT_EQ(text_of(lent), "first");
        return said;
    };
    for (const std::uint32_t index : {0u, 4u, 32u, 0xffffffffu}) {
        const auto said = named(index);
        ASSERT_TRUE(said) << index;
        EXPECT_EQ(said->trouble(), Trouble::nonsense);
    }
    EXPECT_FALSE(named(2));
}

TEST(Session, ReadyAndThenNothingIsNoBusyLoop) {
    for (const int error : {EAGAIN, EIO}) {
        const auto driver = scripted_webcam();
        const auto session = started_session(driver);
        driver->fault = [&](unsigned long request, unsigned) { return request == VIDIOC_DQBUF ? error : 0; };
        const auto said = session_error_of([&] {
            for (int i = 0; i < 1000; ++i) EXPECT_FALSE(session->dequeue());
        });
        ASSERT_TRUE(said);
        EXPECT_EQ(said->trouble(), Trouble::failed);
        EXPECT_EQ(driver->calls(VIDIOC_DQBUF), 30u);
    }
}

TEST(Session, AFrameForgivesFailures) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(session->dequeue());
        if (i % 20 != 0) continue;
        driver->arrive({"frame"});
        session->give_back(session->dequeue()->index);
    }
}

TEST(Session, TellsAnUnplugFromAFailure) {
    for (const unsigned long request : {VIDIOC_DQBUF, VIDIOC_QBUF, VIDIOC_STREAMOFF}) {
        for (const int error : {ENODEV, EINVAL}) {
            const auto driver = scripted_webcam();
            const auto session = started_session(driver);
            driver->arrive({"frame"});
            driver->arrive({"frame"});
            const auto filled = session->dequeue();
            driver->fault = [&](unsigned long called, unsigned) { return called == request ? error : 0; };
            const auto said = session_error_of([&] {
                (void)session->dequeue();
                session->give_back(filled->index);
                session->pause();
            });
            ASSERT_TRUE(said);
            EXPECT_EQ(said->trouble(), error == ENODEV ? Trouble::unplugged : Trouble::failed);
            session->end();
            EXPECT_EQ(driver->open_count(), 0u);
            EXPECT_EQ(driver->mapped(), 0u);
        }
    }
}

TEST(Session, ABufferThatWasRefusedIsOfferedAgain) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    driver->arrive({"a"});
    driver->arrive({"b"});
    std::vector<Bytes> lent = {session->lend(*session->dequeue()), session->lend(*session->dequeue())};
    driver->fault = [](unsigned long request, unsigned) { return request == VIDIOC_QBUF ? EIO : 0; };
    lent.clear();
    EXPECT_TRUE(session_error_of([&] { session->take_back(); }));
    driver->fault = nullptr;
    EXPECT_EQ(session->queued(), 2u);
    session->take_back();
    EXPECT_EQ(session->queued(), 4u);
}

}  // namespace
}  // namespace sluice::v4l2
