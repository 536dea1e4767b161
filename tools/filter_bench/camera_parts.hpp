#pragma once

#include <string_view>

#include <sluice/bench/camera.hpp>

#include "base/buffer_pool.hpp"
#include "frame/opener.hpp"

namespace sluice::bench {

struct Camera::Parts {
    OpenerPtr opener;
    BufferPool pool;
    std::string_view name;  // of a text that is never freed: frames may outlive the camera
    Rate rate;
    std::uint64_t epoch = 1;
    std::uint64_t sequence = 0;
    Clock::time_point now = Clock::time_point(std::chrono::seconds(100));

    /// The info of the next frame, but for its format and size.
    [[nodiscard]] FrameInfo info() const;
    [[nodiscard]] FramePtr next(const FrameInfo& info, std::span<const std::byte> bytes);
    [[nodiscard]] std::chrono::nanoseconds period() const;
};

}  // namespace sluice::bench
