#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "sources/v4l2/camera_source.hpp"
#include "tests/support/fake_driver/fake_machine.hpp"
#include "tests/support/fake_driver/polled_context.hpp"
#include "tests/support/fake_driver/skipped_time.hpp"

namespace sluice::test {

/// One life of the whole source on a fake machine with one camera, video0. With each wait of a streaming
/// source a frame comes, and so much time passes: a healthy one goes on by itself. Time stands still otherwise.
class SourceRun {
public:
    explicit SourceRun(CameraFacts facts = {}, bool required = false) : SourceRun({}, std::move(facts), required) {}
    SourceRun(v4l2::CameraSettings settings, CameraFacts facts, bool required);
    ~SourceRun();

    FakeMachine& machine() noexcept { return *machine_; }
    Faults& faults() noexcept { return machine_->faults(); }
    PolledContext& context() noexcept { return context_; }
    Source& source() noexcept { return *source_; }
    const FakeMachine::CameraPtr& camera() const noexcept { return camera_; }

    bool produces = true;  ///< a frame with each wait
    unsigned hold = 0;     ///< so many frames are held by a reader, also when the source is closed

    /// As the host does. What open() or next() threw is kept in `failure`; false: the source ended.
    bool open();
    bool turn();
    /// Turns until so many more frames came; false: it ended, or ran away.
    bool frames(unsigned more);
    /// Frames, a rest and frames again: what makes a source with `idle: stop` use every call there is.
    bool day();
    void close();
    void let_go();  ///< of the frames held

    bool intact = true;  ///< frames should be as the camera made them; false: what it says of their bytes is wrong

    std::string failure;
    bool ended = false;

    /// What is wrong after close(): nothing leaked, every frame accounted for, each as the camera made it. Empty: nothing.
    [[nodiscard]] std::string complaints();

private:
    void look_at(Bytes bytes);
    struct Held {
        Bytes bytes;
        std::uint32_t number;
    };
    void let_go(const Held& held);

    StillTime still_;
    std::shared_ptr<FakeMachine> machine_ = std::make_shared<FakeMachine>();
    FakeMachine::CameraPtr camera_;
    PolledContext context_;
    std::unique_ptr<Source> source_;
    std::chrono::nanoseconds period_{};
    bool closed_ = false;
    std::deque<Held> held_;
    unsigned torn_ = 0;  // frames that are not as the camera made them
    unsigned outside_ = 0;     // frames larger than any buffer
    std::size_t largest_ = 0;  // bytes of a buffer at the camera's largest size
    std::uint32_t last_number_ = 0;
};

}  // namespace sluice::test
