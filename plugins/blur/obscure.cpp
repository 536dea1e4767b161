#include "obscure.hpp"

#include <algorithm>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <sluice/error.hpp>

namespace {

// first..last of `size` pixels, in samples of a plane that has `samples` for them; moved out.
cv::Range in_plane(std::uint32_t first, std::uint32_t last, std::uint32_t size, std::uint32_t samples) {
    const std::uint64_t begin = std::uint64_t{first} * samples / size;
    const std::uint64_t end = (std::uint64_t{last} * samples + size - 1) / size;
    return {static_cast<int>(begin), static_cast<int>(std::min<std::uint64_t>(end, samples))};
}

void obscure_part(cv::Mat part, unsigned dots) {
    const int shorter = std::min(part.cols, part.rows);
    const auto grid = [&](int side) { return std::clamp(static_cast<int>(std::int64_t{side} * dots / shorter), 1, side); };
    cv::Mat means;
    cv::resize(part, means, {grid(part.cols), grid(part.rows)}, 0, 0, cv::INTER_AREA);
    cv::resize(means, part, part.size(), 0, 0, cv::INTER_LINEAR);
}

}  // namespace

void obscure(sluice::Canvas& canvas, const Patch& patch, unsigned dots) {
    try {
        for (std::uint32_t i = 0; i < canvas.planes; ++i) {
            const sluice::PixelPlane<std::uint8_t>& plane = canvas.plane[i];
            cv::Mat whole(static_cast<int>(plane.height), static_cast<int>(plane.width), CV_8UC1, plane.data, plane.stride);
            obscure_part(whole(in_plane(patch.top, patch.bottom, canvas.height, plane.height),
                               in_plane(patch.left, patch.right, canvas.width, plane.width)), dots);
        }
    } catch (const cv::Exception& error) {
        throw sluice::Error("OpenCV cannot blur: " + error.err, "the frame is dropped");
    }
}

void keep_opencv_to_one_thread() { cv::setNumThreads(1); }
