#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/sluice/sub/frame_header.hpp"

namespace sluice::tool {

/// Which clock tells a frame's latency: the monotonic one where publisher and reader share a boot of one
/// kernel, else the wall clocks of both, whose difference is part of the figure.
class LatencyClock {
public:
    /// `own_boot`: /proc/sys/kernel/random/boot_id; `local`: what to believe until the publisher's is known.
    LatencyClock(std::string own_boot, bool local) : own_boot_(std::move(own_boot)), of_publisher_(local), shared_(local) {}

    /// The publisher's boot id, from sluice/stat/. True when that changes the clock.
    bool learn(std::string_view boot) noexcept;
    /// The same of one frame: who relays others' frames says whose clock each has.
    bool learn(const FrameHeader& header) noexcept;
    /// From the capture of this frame to now.
    [[nodiscard]] std::int64_t latency_us(const FrameHeader& header) const noexcept;
    [[nodiscard]] bool shared() const noexcept { return shared_; }
    [[nodiscard]] const char* name() const noexcept { return shared_ ? "monotonic" : "wall"; }

private:
    [[nodiscard]] bool use(bool shared) noexcept;

    std::string own_boot_;
    bool of_publisher_;  ///< its boot is ours
    bool relays_ = false;
    bool shared_;
};

/// The boot id of this host; empty where the kernel does not tell.
[[nodiscard]] std::string own_boot_id();

}  // namespace sluice::tool
