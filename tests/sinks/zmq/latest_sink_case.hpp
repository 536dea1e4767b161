#pragma once

#include "sinks/zmq/latest_sink.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/sinks/zmq/latest_asker.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {

// The sink as the host has it, made through its entry.
class LatestSinkCase : public testing::Test {
protected:
    using Json = nlohmann::json;
    using Parts = std::vector<std::string>;

    void open(std::initializer_list<const char*> inputs = {"cam"}) {
        context_ = std::make_unique<FakeSinkContext>(inputs);
        context_->narrows = [this](const FramePtr& frame, std::uint32_t most) {
            ++narrowed_;
            FrameInfo info = frame->info();
            info.height = info.height * most / info.width;
            info.width = most;
            info.original = false;
            info.format = Format::jpeg;
            info.planes = {};
            return make_frame(info, bytes_of("small " + std::to_string(most)));
        };
        sink_->open(*context_);
    }
    void attend() { dynamic_cast<Attended&>(*sink_).attend(Clock::now()); }
    void write(const FramePtr& frame, std::size_t input = 0) { sink_->write(input, frame); }
    void agree(double fps, std::size_t input = 0) {
        InputStatus status;
        status.state = InputStatus::State::online;
        Stream agreed;
        agreed.fps = fps;
        dynamic_cast<Told&>(*sink_).changed(input, status, agreed);
    }
    // Until the requests sent so far are known here.
    [[nodiscard]] bool demand_becomes(Demand demand, std::size_t input = 0) {
        return wait_for([&] { return attend(), context_->demands[input] == demand; });
    }
    // Attends until an answer came.
    Parts answer_to(LatestAsker& asker) {
        Parts parts;
        EXPECT_TRUE(wait_for([&] { return attend(), !(parts = asker.receive_now()).empty(); }));
        parts.resize(std::max<std::size_t>(parts.size(), 3));
        return parts;
    }
    // Writes frames until an answer came.
    Parts frames_until_answer(LatestAsker& asker, std::size_t input = 0) {
        Parts parts;
        EXPECT_TRUE(wait_for([&] { return write(make_frame(sequence_++), input), !(parts = asker.receive_now()).empty(); }));
        parts.resize(std::max<std::size_t>(parts.size(), 3));
        return parts;
    }
    std::string refusal_of(LatestAsker& asker) {
        const Parts parts = answer_to(asker);
        EXPECT_EQ(parts[0], "sluice/error/");
        EXPECT_EQ(parts[2], "");
        return Json::parse(parts[1]).at("why");
    }

    ScratchFolder folder_;
    std::string endpoint_ = std::string("ipc://").append((folder_.path() / "l.ipc").string());
    FakeParams params_{zmq_latest_sink, {{"bind", {endpoint_}}}};
    std::unique_ptr<FakeSinkContext> context_;
    std::unique_ptr<Sink> sink_ = zmq_latest_sink.make_sink(params_);
    std::uint64_t sequence_ = 0;
    int narrowed_ = 0;
};

}  // namespace sluice::test
