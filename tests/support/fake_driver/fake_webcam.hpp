#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tests/support/fake_driver/camera_facts.hpp"
#include "tests/support/fake_driver/fake_controls.hpp"
#include "tests/support/fake_driver/fake_formats.hpp"
#include "tests/support/fake_driver/fake_queue.hpp"
#include "tests/support/fake_driver/odd_frame.hpp"

namespace sluice::test {

/// A camera and its driver, whichever node it is on. Not for several threads: its machine locks.
class FakeWebcam {
public:
    FakeWebcam(CameraFacts facts, const std::string& tag) : facts_(std::move(facts)), tag_(tag), formats_(facts_), queue_(tag) {}
    FakeWebcam(const FakeWebcam&) = delete;
    FakeWebcam& operator=(const FakeWebcam&) = delete;

    /// 0 or an errno; ENOTTY for what it does not know.
    [[nodiscard]] int ioctl(unsigned long request, void* argument, int who);

    /// One picture more, into a buffer or, where none is queued, lost. Each is numbered: number_of() finds it.
    void produce(const OddFrame& odd);
    /// Its device was pulled: what is under way is lost, and a return begins anew.
    void lose_power();

    [[nodiscard]] const CameraFacts& facts() const noexcept { return facts_; }
    [[nodiscard]] FakeQueue& queue() noexcept { return queue_; }
    [[nodiscard]] FakeControls& controls() noexcept { return controls_; }
    [[nodiscard]] FakeFormats& formats() noexcept { return formats_; }

    [[nodiscard]] std::uint64_t filled() const noexcept { return filled_; }  ///< pictures that went into a buffer
    [[nodiscard]] std::uint64_t missed() const noexcept { return missed_; }  ///< and that found none while it streamed
    /// Frames that were given to the program.
    [[nodiscard]] std::uint64_t handed() const noexcept { return earlier_handed_ + queue_.handed(); }

    /// The number of the picture that these bytes begin; 0 when they are none of such a camera, or of several.
    [[nodiscard]] static std::uint32_t number_of(std::span<const std::byte> picture);

private:
    [[nodiscard]] int stream_ioctl(unsigned long request, void* argument, int who);
    [[nodiscard]] int control_ioctl(unsigned long request, void* argument);
    [[nodiscard]] FakeQueue::Frame paint(const OddFrame& odd);
    void describe(v4l2_capability& capability) const;

    const CameraFacts facts_;
    std::string tag_;
    FakeFormats formats_;
    FakeControls controls_;
    FakeQueue queue_;
    std::uint32_t number_ = 0, sequence_ = 0;
    std::uint64_t filled_ = 0, missed_ = 0, earlier_handed_ = 0;
};

}  // namespace sluice::test
