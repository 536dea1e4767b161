#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sluice::test {

/// Cameras that a program finds in a folder when it is started with environment(): the preloaded
/// stand-in of tests/support/fake_v4l2.
class FakeCameras {
public:
    /// `folder`: the test's own. `count` cameras named video0, video1, ...; fps 0: always ready.
    FakeCameras(std::filesystem::path folder, unsigned count, unsigned fps);

    /// More settings by their names without FAKE_V4L2_: {"UNPLUG_AFTER", "50"}.
    void set(const std::string& name, const std::string& value) { environment_["FAKE_V4L2_" + name] = value; }
    [[nodiscard]] const std::map<std::string, std::string>& environment() const noexcept { return environment_; }
    [[nodiscard]] std::string device(unsigned index) const { return (folder_ / ("video" + std::to_string(index))).string(); }
    /// What the cameras send, in order, round and round.
    [[nodiscard]] const std::vector<std::string>& frames() const noexcept { return frames_; }

    struct Stats {
        std::uint64_t dequeued = 0;
        std::uint64_t queued = 0;
        std::uint64_t dropped = 0;  ///< due while no buffer was queued
        std::uint64_t streams = 0;
        std::uint64_t unplugs = 0;
    };
    [[nodiscard]] Stats stats(unsigned index) const;

private:
    std::filesystem::path folder_;
    std::map<std::string, std::string> environment_;
    std::vector<std::string> frames_;
};

}  // namespace sluice::test
