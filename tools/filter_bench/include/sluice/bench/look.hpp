#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sluice/error.hpp>
#include <sluice/frame.hpp>
#include <sluice/pixels.hpp>

#include <sluice/bench/export.hpp>

namespace sluice::bench {

/// The picture as a subscriber sees it: the frame's bytes, encoded for this where a filter made the picture, then
/// opened. Any of gray, i420, bgr24, rgb24, declared or not, and no decode in any bench's counts. Throws
/// Error where it cannot be opened.
[[nodiscard]] SLUICE_BENCH_API PixelsPtr pixels(const FramePtr& frame, Format format, std::uint32_t shrink = 1);

/// How like two pictures of one size and format are, in dB over all samples: above 40 they look the same; infinity
/// for equal ones. Throws Error where sizes or formats differ.
[[nodiscard]] SLUICE_BENCH_API double psnr(const Pixels& a, const Pixels& b);

/// The mean of one plane, 0 to 255 (of all three colours in bgr24 and rgb24).
[[nodiscard]] SLUICE_BENCH_API double mean(const Pixels& pixels, std::uint32_t plane = 0);

/// A note's value: note<double>(frame, "motion"). Throws Error where it is not there or of another kind
/// (bool, std::int64_t, double, std::string, std::vector<Box>). Lives as long as the frame.
template <typename T>
[[nodiscard]] const T& note(const FramePtr& frame, std::string_view key) {
    const Note* found = frame->notes().find(key);
    if (!found) throw Error("the frame has no note " + std::string(key));
    if (const T* value = std::get_if<T>(found)) return *value;
    throw Error("the note " + std::string(key) + " is of another kind", "ask for the type the filter gave it");
}

/// The numbers of frames, which is most of what there is to compare.
[[nodiscard]] inline std::vector<std::uint64_t> sequences(const std::vector<FramePtr>& frames) {
    std::vector<std::uint64_t> all;
    for (const FramePtr& frame : frames) all.push_back(frame->info().sequence);
    return all;
}

}  // namespace sluice::bench
