#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_cameras.hpp"
#include "tests/support/program.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/subscriber.hpp"

namespace sluice::test {

/// The real program, in a folder of the test's own.
class SluiceProgram : public testing::Test {
protected:
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) {
        std::ofstream(folder_.path() / name) << text;
        return (folder_.path() / name).string();
    }
    [[nodiscard]] std::string ipc(const std::string& name = "live") const { return "ipc://" + (folder_.path() / name).string(); }

    [[nodiscard]] std::unique_ptr<Program> sluice(std::vector<std::string> arguments, const FakeCameras* cameras = nullptr) {
        Program::Start start;
        start.arguments = std::move(arguments);
        start.arguments.insert(start.arguments.begin(), SLUICE_PROGRAM);
        if (cameras) start.environment = cameras->environment();
        start.output = (folder_.path() / ("program" + std::to_string(started_++))).string();
        return std::make_unique<Program>(start);
    }

    /// `count` cameras front0, front1, ... on one zmq sink at `bind`, or at ipc().
    [[nodiscard]] std::string cameras_config(const FakeCameras& cameras, unsigned count, const std::string& bind = {}) {
        std::string sources = "sluice: 1\nsources:\n";
        std::string from;
        for (unsigned i = 0; i < count; ++i) {
            const std::string name = "front" + std::to_string(i);
            sources += "  " + name + ": { type: v4l2, device: \"" + cameras.device(i) + "\" }\n";
            from += (i > 0 ? ", " : "") + name;
        }
        return write("cameras.yaml", sources + "sinks:\n  live: { type: zmq, bind: \"" + (bind.empty() ? ipc() : bind) + "\", from: [" + from + "] }\n");
    }

    /// The last object of `run --json`.
    [[nodiscard]] static nlohmann::json final_report(const Program& program) {
        const std::string out = program.out();
        const auto begin = out.rfind('\n', out.size() - 2);
        return nlohmann::json::parse(out.substr(begin == std::string::npos ? 0 : begin + 1), nullptr, false);
    }

    ScratchFolder folder_;

private:
    int started_ = 0;
};

}  // namespace sluice::test
