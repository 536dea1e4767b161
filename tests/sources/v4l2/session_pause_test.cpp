// A session that pauses, resumes and ends.
#include <linux/videodev2.h>

#include <cerrno>

#include <gtest/gtest.h>

#include "scripted_session.hpp"
#include "sources/v4l2/session.hpp"

namespace sluice::v4l2 {
namespace {

using sluice::test::scripted_webcam;
using sluice::test::session_error_of;
using sluice::test::started_session;
using sluice::test::text_of;

TEST(SessionPause, PausesAndResumesWithWhatIsNotLent) {
    const auto driver = scripted_webcam();
    const auto session = started_session(driver);
    for (const char* frame : {"home early", "home late", "taken"}) driver->arrive({frame});
    std::optional<Bytes> early = session->lend(*session->dequeue());
    std::optional<Bytes> late = session->lend(*session->dequeue());
    const auto taken = session->dequeue();
    session->pause();
    EXPECT_TRUE(session->paused());
    EXPECT_FALSE(driver->streaming);
    EXPECT_EQ(session->queued(), 0u);
    EXPECT_FALSE(session->dequeue());
    session->give_back(taken->index);
    early.reset();
    session->take_back();
    EXPECT_EQ(driver->with_driver(), 0u);  // nothing while it is paused
    session->resume();
    EXPECT_TRUE(driver->streaming);
    EXPECT_EQ(session->queued(), 3u);
    EXPECT_EQ(driver->with_driver(), 3u);
    EXPECT_EQ(text_of(*late), "home late");
    late.reset();
    session->take_back();
    EXPECT_EQ(session->queued(), 4u);
    EXPECT_EQ(driver->mapped(), 4u);
    driver->arrive({"after"});
    EXPECT_EQ(text_of(session->view(*session->dequeue())), "after");
}

TEST(SessionPause, AFailedResumeMayBeTriedAgain) {
    for (const unsigned long request : {VIDIOC_QBUF, VIDIOC_STREAMON}) {
        const auto driver = scripted_webcam();
        const auto session = started_session(driver);
        session->pause();
        driver->forget_calls();
        driver->fault = [&](unsigned long called, unsigned nth) {
            return called == request && nth == (request == VIDIOC_QBUF ? 2u : 0u) ? EIO : 0;
        };
        EXPECT_TRUE(session_error_of([&] { session->resume(); }));
        EXPECT_TRUE(session->paused());
        session->resume();
        EXPECT_EQ(session->queued(), 4u);
        EXPECT_TRUE(driver->streaming);
    }
}

TEST(SessionPause, WhatIsLentOutlivesTheDevice) {
    const auto driver = scripted_webcam();
    auto session = started_session(driver);
    driver->arrive({"one"});
    driver->arrive({"two"});
    std::optional<Bytes> one = session->lend(*session->dequeue());
    std::optional<Bytes> two = session->lend(*session->dequeue());
    const std::byte* where = one->data();
    session->end();
    session->end();
    EXPECT_EQ(session->fd(), -1);
    EXPECT_EQ(driver->open_count(), 0u);
    EXPECT_EQ(driver->mapped(), 0u);  // a mapping would keep the device's number taken
    EXPECT_EQ(one->data(), where);
    EXPECT_EQ(text_of(*one), "one");
    one.reset();
    session->take_back();
    session->resume();
    EXPECT_EQ(session->queued(), 0u);
    session.reset();
    EXPECT_EQ(text_of(*two), "two");
}

TEST(SessionPause, EndsWhilePausedWithAFrameLent) {
    const auto driver = scripted_webcam();
    auto session = started_session(driver);
    driver->arrive({"lent"});
    const Bytes lent = session->lend(*session->dequeue());
    session->pause();
    const unsigned stops = driver->calls(VIDIOC_STREAMOFF);
    session->end();
    EXPECT_EQ(driver->calls(VIDIOC_STREAMOFF), stops);
    EXPECT_EQ(driver->mapped(), 0u);
    session.reset();
    EXPECT_EQ(text_of(lent), "lent");
}

}  // namespace
}  // namespace sluice::v4l2
