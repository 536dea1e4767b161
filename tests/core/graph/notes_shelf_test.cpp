#include "graph/notes_shelf.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "frame/host_frame.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

FramePtr frame_at(std::chrono::milliseconds time, std::uint64_t epoch = 1, Notes notes = {}) {
    FrameInfo info;
    info.captured = Clock::time_point(time);
    info.epoch = epoch;
    return std::make_shared<const HostFrame>(info, Bytes{}, std::move(notes));
}

bool has_motion(const FramePtr& frame) { return frame->notes().find("motion") != nullptr; }

TEST(NotesShelf, LaysTheNewestNotesOnAFrame) {
    NotesShelf shelf;
    EXPECT_FALSE(has_motion(shelf.lay_on(frame_at(1000ms), 1s))) << "there are none yet";
    shelf.put(*frame_at(1000ms, 1, Notes().with("motion", 0.1)));
    shelf.put(*frame_at(1200ms, 1, Notes().with("motion", 0.2)));
    const FramePtr frame = shelf.lay_on(frame_at(1400ms, 1, Notes().with("text", std::string("own"))), 1s);
    EXPECT_EQ(std::get<double>(*frame->notes().find("motion")), 0.2);
    EXPECT_NE(frame->notes().find("text"), nullptr);
}

TEST(NotesShelf, LaysNoneThatAreTooOldOrOfAnotherEpoch) {
    NotesShelf shelf;
    shelf.put(*frame_at(1000ms, 1, Notes().with("motion", 0.1)));
    EXPECT_TRUE(has_motion(shelf.lay_on(frame_at(2000ms), 1s)));
    EXPECT_FALSE(has_motion(shelf.lay_on(frame_at(2001ms), 1s)));
    EXPECT_FALSE(has_motion(shelf.lay_on(frame_at(1100ms, 2), 1s)));
}

TEST(NotesShelf, WaitsForSoManyFramesOrAStop) {
    NotesShelf shelf;
    shelf.done();
    shelf.wait_for(1);
    std::atomic<int> back = 0;
    std::thread first([&] { shelf.wait_for(2), ++back; });
    shelf.done();
    first.join();
    EXPECT_EQ(back, 1);
    std::thread second([&] { shelf.wait_for(100), ++back; });
    shelf.stop();
    second.join();
    EXPECT_EQ(back, 2);
}

}  // namespace
}  // namespace sluice
