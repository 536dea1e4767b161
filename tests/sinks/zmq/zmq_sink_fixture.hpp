#pragma once

#include <poll.h>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sinks/zmq/zmq_sink.hpp"
#include "tests/sinks/zmq/subscriber.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"
#include "tests/support/fake_sink_context.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {

/// The sink as the host has it, made through its entry, on an ipc endpoint of the test's own.
class ZmqSinkFixture : public testing::Test {
protected:
    /// Anew, with these parameters beside `bind`.
    void make(Texts more) {
        more["bind"] = {endpoint_};
        params_ = std::make_unique<FakeParams>(zmq_sink, std::move(more));
        sink_ = zmq_sink.make_sink(*params_);
    }
    void open(std::initializer_list<const char*> inputs = {"cam"}) {
        context_ = std::make_unique<FakeSinkContext>(inputs);
        sink_->open(*context_);
    }
    void attend() { dynamic_cast<Attended&>(*sink_).attend(Clock::now()); }
    /// As the host's control thread does once answer_fd() is readable; also beside a lane that writes.
    void answer() { dynamic_cast<Answering&>(*sink_).answer(); }
    [[nodiscard]] bool demand_becomes(Demand demand, std::size_t input = 0) {
        return wait_for([&] { return attend(), context_->demands[input] == demand; });
    }
    /// A change of state, as the host tells it.
    void change(InputStatus::State state, std::uint64_t epoch, std::string why = {}, std::size_t input = 0) {
        InputStatus status;
        status.state = state;
        status.epoch = epoch;
        status.why = std::move(why);
        status.since = Clock::now();
        Stream agreed;
        agreed.width = 640;
        agreed.height = 480;
        agreed.fps = 25;
        agreed.moment = Moment::exposure_start;
        dynamic_cast<Told&>(*sink_).changed(input, status, agreed);
    }
    /// Until that subscription has come: events are for who is there.
    [[nodiscard]] bool event_comes(Subscriber& subscriber, std::vector<std::string>& parts, std::uint64_t epoch) {
        return wait_for([&] { return change(InputStatus::State::starting, epoch), !(parts = subscriber.receive_now()).empty(); });
    }
    /// Answers as the host's control thread does, while it lives.
    class Control {
    public:
        explicit Control(Sink& sink) : answering_(dynamic_cast<Answering&>(sink)), thread_([this] { answer(); }) {}
        ~Control() {
            ends_ = true;
            thread_.join();
        }
        Control(const Control&) = delete;
        Control& operator=(const Control&) = delete;

    private:
        void answer() {
            while (!ends_) {
                pollfd fd{answering_.answer_fd(), POLLIN, 0};
                if (::poll(&fd, 1, 10) > 0) answering_.answer();
            }
        }

        Answering& answering_;
        std::atomic<bool> ends_ = false;
        std::thread thread_;
    };
    void write(const FramePtr& frame, std::size_t input = 0) { sink_->write(input, frame); }

    static nlohmann::json header(const std::vector<std::string>& parts) {
        return parts.size() == 3 ? nlohmann::json::parse(parts[1]) : nlohmann::json();
    }

    ScratchFolder folder_;
    std::string endpoint_ = std::string("ipc://").append((folder_.path() / "s.ipc").string());
    std::unique_ptr<FakeParams> params_ = std::make_unique<FakeParams>(zmq_sink, Texts{{"bind", {endpoint_}}});
    std::unique_ptr<FakeSinkContext> context_;
    std::unique_ptr<Sink> sink_ = zmq_sink.make_sink(*params_);
};

}  // namespace sluice::test
