// Lanes, readers and drivers on threads of their own.
#include <linux/videodev2.h>

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sources/v4l2/camera_source.hpp"
#include "tests/support/fake_driver/fake_machine.hpp"
#include "tests/support/fake_driver/polled_context.hpp"
#include "tests/support/fake_driver/skipped_time.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

/// A source on a lane of its own, and the frames it sent that a reader has not let go of yet.
class FaultLane {
public:
    FaultLane(const std::shared_ptr<FakeMachine>& machine, unsigned number, bool rests = false) {
        v4l2::CameraSettings settings;
        settings.camera.device = machine->node(number);
        settings.rests = rests;
        source_ = v4l2::make_camera_source(settings, {machine, machine->survey()});
        context.patient = true;
        context.most_waits = 1'000'000;
        context.on_frame = [this](Bytes bytes) {
            const std::lock_guard lock(mutex_);
            held_.push_back(std::move(bytes));
        };
        lane_ = std::thread([this] {
            source_->open(context);
            while (source_->next(context)) {}
            source_->close(context);
        });
    }
    ~FaultLane() { end(); }

    void end() {
        context.stop();
        if (lane_.joinable()) lane_.join();
    }
    /// The oldest frame, if there is one.
    std::optional<Bytes> take() {
        const std::lock_guard lock(mutex_);
        if (held_.empty()) return std::nullopt;
        Bytes bytes = std::move(held_.front());
        held_.pop_front();
        return bytes;
    }

    PolledContext context{false};

private:
    std::unique_ptr<Source> source_;
    std::mutex mutex_;
    std::deque<Bytes> held_;
    std::thread lane_;
};

/// Gives frames until `done`.
template <typename Done>
[[nodiscard]] bool give_frames_until(FakeMachine& machine, const FakeMachine::CameraPtr& camera, Done done) {
    return wait_for([&] {
        if (machine.streaming(camera)) machine.produce(camera);
        return done();
    });
}

TEST(FaultThreads, ReadersLetGoWhileTheLaneStreamsPausesAndEnds) {
    auto machine = std::make_shared<FakeMachine>();
    const auto camera = machine->plug(0);
    FaultLane lane(machine, 0, true);
    std::atomic<bool> done = false;
    std::atomic<unsigned> torn = 0;
    std::thread reader([&] {
        while (!done) {
            const auto frame = lane.take();
            if (!frame) std::this_thread::yield();
            if (frame && FakeWebcam::number_of(frame->view()) == 0) ++torn;
        }
    });
    for (unsigned i = 0; i < 5; ++i) {
        const unsigned before = lane.context.emitted;
        EXPECT_TRUE(give_frames_until(*machine, camera, [&] { return lane.context.emitted >= before + 50; })) << i;
        // It rests after two seconds without a subscriber: they are skipped.
        lane.context.want(false);
        EXPECT_TRUE(wait_for([&] {
            skip_time(std::chrono::milliseconds(100));
            lane.context.want(false);
            return !machine->streaming(camera);
        })) << i;
        lane.context.want(true);
        EXPECT_TRUE(wait_for([&] { return machine->streaming(camera); })) << i;
        machine->unplug(0);
        machine->plug_back(0, camera);
        EXPECT_TRUE(wait_for([&] { return machine->streaming(camera); })) << i;
    }
    lane.end();
    done = true;
    reader.join();
    while (lane.take()) {}
    EXPECT_EQ(torn, 0U);
    EXPECT_EQ(machine->open_now(), 0U);
    EXPECT_EQ(machine->mapped_now(), 0U);
    EXPECT_EQ(machine->handed(camera), lane.context.accounted()) << lane.context.story();
}

TEST(FaultThreads, AHungDriverHoldsUpNoReaderAndNoOtherCamera) {
    auto machine = std::make_shared<FakeMachine>();
    const auto camera = machine->plug(0);
    CameraFacts facts;
    facts.serial = "4567";
    facts.usb_port = "1-1.3";
    const auto other_camera = machine->plug(1, facts);
    FaultLane lane(machine, 0), other(machine, 1);
    EXPECT_TRUE(give_frames_until(*machine, camera, [&] { return lane.context.emitted >= 3; }));
    EXPECT_TRUE(give_frames_until(*machine, other_camera, [&] { return other.context.emitted >= 3; }));

    machine->faults().hang(VIDIOC_STREAMOFF);
    lane.context.stop();
    EXPECT_TRUE(wait_for([&] { return machine->faults().hanging() == 1; }));
    auto readers = std::async(std::launch::async, [&] { while (lane.take()) {} });
    EXPECT_EQ(readers.wait_for(std::chrono::seconds(20)), std::future_status::ready) << "a reader waits for the driver";
    const unsigned before = other.context.emitted;
    EXPECT_TRUE(give_frames_until(*machine, other_camera, [&] { return other.context.emitted >= before + 20; }));
    EXPECT_EQ(machine->faults().hanging(), 1U);

    machine->faults().release();
    readers.wait();
    lane.end();
    other.end();
    while (other.take()) {}
    EXPECT_EQ(machine->open_now(), 0U);
    EXPECT_EQ(machine->mapped_now(), 0U);
}

// The last to hold a frame may do so long after its camera, its source and its machine are gone.
TEST(FaultThreads, FramesOutliveEverything) {
    auto machine = std::make_shared<FakeMachine>();
    const auto camera = machine->plug(0);
    auto lane = std::make_unique<FaultLane>(machine, 0);
    EXPECT_TRUE(give_frames_until(*machine, camera, [&] { return lane->context.emitted >= 4; }));
    machine->unplug(0);
    lane->end();
    std::vector<Bytes> frames;
    while (auto frame = lane->take()) frames.push_back(std::move(*frame));
    lane.reset();
    EXPECT_EQ(machine->mapped_now(), 0U) << "copies have taken the place of the driver's pages";
    std::thread([frames = std::move(frames)]() mutable {
        EXPECT_GE(frames.size(), 4U);
        for (const Bytes& frame : frames) EXPECT_NE(FakeWebcam::number_of(frame.view()), 0U);
        frames.clear();
    }).join();
}

}  // namespace
}  // namespace sluice::test
