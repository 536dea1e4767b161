#include "tests/support/fake_driver/source_run.hpp"

#include <exception>
#include <utility>

namespace sluice::test {

SourceRun::SourceRun(v4l2::CameraSettings settings, CameraFacts facts, bool required)
    : camera_(machine_->plug(0, std::move(facts))), context_(required) {
    const v4l2_fract period = camera_->facts().intervals.front();
    period_ = std::chrono::nanoseconds(1'000'000'000LL * period.numerator / period.denominator);
    constexpr std::size_t page = 4096;
    for (const std::size_t size : camera_->formats().plane_sizes()) largest_ += (size + page - 1) / page * page;
    if (settings.camera.serial.empty()) settings.camera.device = machine_->node(0);
    source_ = v4l2::make_camera_source(std::move(settings), {machine_, machine_->survey()});
    context_.on_wait = [this] {
        if (!produces || !machine_->streaming(camera_)) return;
        skip_time(period_);
        machine_->produce(camera_);
    };
    context_.on_frame = [this](Bytes bytes) { look_at(std::move(bytes)); };
}

SourceRun::~SourceRun() {
    close();
    let_go();
}

void SourceRun::look_at(Bytes bytes) {
    if (bytes.size() > largest_) {
        ++outside_;
        return;
    }
    const std::uint32_t number = FakeWebcam::number_of(bytes.view());
    if (number <= last_number_) ++torn_;
    if (number > 0) last_number_ = number;
    held_.push_back({std::move(bytes), number});
    while (held_.size() > hold) {
        let_go(held_.front());
        held_.pop_front();
    }
}

// What a reader holds stays as it was, whatever became of the camera.
void SourceRun::let_go(const Held& held) {
    if (held.number > 0 && FakeWebcam::number_of(held.bytes.view()) != held.number) ++torn_;
}

void SourceRun::let_go() {
    for (const Held& held : held_) let_go(held);
    held_.clear();
}

bool SourceRun::open() {
    try {
        source_->open(context_);
        return true;
    } catch (const std::exception& error) {
        failure = error.what();
        ended = true;
        return false;
    }
}

bool SourceRun::turn() {
    if (ended) return false;
    try {
        ended = context_.stopping() || !source_->next(context_);
    } catch (const std::exception& error) {
        failure = error.what();
        ended = true;
    }
    return !ended;
}

bool SourceRun::frames(unsigned more) {
    const unsigned goal = context_.emitted + more;
    while (context_.emitted < goal)
        if (!turn()) return false;
    return true;
}

bool SourceRun::day() {
    const auto rests = [this] { return !context_.changes.empty() && context_.changes.back() == "resting"; };
    if (!frames(4)) return false;
    context_.want(false);
    while (!rests())
        if (!turn()) return false;
    for (int i = 0; i < 3; ++i)
        if (!turn()) return false;
    context_.want(true);
    return frames(4);
}

void SourceRun::close() {
    if (!std::exchange(closed_, true)) source_->close(context_);
}

std::string SourceRun::complaints() {
    std::string found;
    const auto expect = [&](bool good, const std::string& what) {
        if (!good) found += what + "\n";
    };
    let_go();
    expect(!context_.ran_away, "it waited " + std::to_string(context_.waits) + " times without end");
    expect(machine_->open_now() == 0, std::to_string(machine_->open_now()) + " descriptors are left open");
    expect(machine_->mapped_now() == 0, std::to_string(machine_->mapped_now()) + " mappings are left");
    expect(torn_ == 0 || !intact, std::to_string(torn_) + " frames are not as the camera made them, or came twice");
    expect(outside_ == 0, std::to_string(outside_) + " frames reach beyond their buffer");
    expect(!context_.went_back, "time went back");
    const auto handed = machine_->handed(camera_);
    expect(handed == context_.accounted(),
           "the driver gave " + std::to_string(handed) + " frames, " + std::to_string(context_.accounted()) + " are accounted for");
    return found.empty() ? found : found + context_.story();
}

}  // namespace sluice::test
