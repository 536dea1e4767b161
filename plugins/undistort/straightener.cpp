#include "straightener.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <sluice/error.hpp>

namespace {

// The camera's matrix for a plane of so many samples. A sample's middle is at half, so the centre moves by half, too.
cv::Matx33d in_plane(const cv::Matx33d& matrix, const sluice::Size& picture, cv::Size plane) {
    const double x = double(plane.width) / picture.width, y = double(plane.height) / picture.height;
    return {matrix(0, 0) * x, matrix(0, 1) * x, (matrix(0, 2) + 0.5) * x - 0.5,
            0, matrix(1, 1) * y, (matrix(1, 2) + 0.5) * y - 0.5,
            0, 0, 1};
}

template <typename Plane>
cv::Size size_of(const Plane& plane) {
    return {static_cast<int>(plane.width), static_cast<int>(plane.height)};
}

[[noreturn]] void fail(const cv::Exception& error) {
    throw sluice::Error("OpenCV cannot straighten: " + error.err, "look at the calibration in camera");
}

}  // namespace

struct Straightener::Parts {
    // From where in `from` each sample of a plane of `to` comes.
    struct Map {
        cv::Size from, to;
        cv::Mat places, parts;
    };

    const Map& map(cv::Size from, cv::Size to) {
        for (const Map& map : maps)
            if (map.from == from && map.to == to) return map;
        if (maps.size() >= 4) maps.clear();  // a camera that changes its chroma: no heap of old ones
        Map& map = maps.emplace_back(Map{from, to, {}, {}});
        cv::initUndistortRectifyMap(in_plane(bent, size, from), distortion, cv::noArray(), in_plane(straight, size, to), to,
                                    CV_16SC2, map.places, map.parts);
        return map;
    }

    cv::Matx33d bent, straight;
    std::vector<double> distortion;
    sluice::Size size;
    std::vector<Map> maps;
    // OpenCV finds what is whole to within a pixel or two: at the edges the last one is repeated.
    int border = cv::BORDER_REPLICATE;
};

Straightener::Straightener(const Camera& camera, double all) : parts_(std::make_unique<Parts>()) {
    // Nodes make no threads, and OpenCV's would be hidden ones.
    cv::setNumThreads(1);
    parts_->bent = cv::Matx33d(camera.matrix.data());
    parts_->distortion = camera.distortion;
    parts_->size = camera.size;
    if (all > 0) parts_->border = cv::BORDER_CONSTANT;
    const cv::Size size(static_cast<int>(camera.size.width), static_cast<int>(camera.size.height));
    try {
        parts_->straight = cv::Matx33d(cv::Mat(cv::getOptimalNewCameraMatrix(parts_->bent, parts_->distortion, size, all, size)));
    } catch (const cv::Exception& error) {
        fail(error);
    }
}

Straightener::~Straightener() = default;

void Straightener::straighten(const sluice::Pixels& from, sluice::Canvas& to) {
    try {
        for (std::uint32_t i = 0; i < to.planes; ++i) {
            const auto& source = from.plane[i];
            const cv::Mat bent(size_of(source), CV_8UC1, const_cast<std::uint8_t*>(source.data), source.stride);
            cv::Mat straight(size_of(to.plane[i]), CV_8UC1, to.plane[i].data, to.plane[i].stride);
            const Parts::Map& map = parts_->map(bent.size(), straight.size());
            cv::remap(bent, straight, map.places, map.parts, cv::INTER_LINEAR, parts_->border, cv::Scalar(i == 0 ? 0 : 128));
        }
    } catch (const cv::Exception& error) {
        fail(error);
    }
}

bool Straightener::move(sluice::Box& box) const {
    // Far outside of the picture the lens's formula means nothing.
    const cv::Rect2f inside = cv::Rect2f(box.x, box.y, box.width, box.height) &
                              cv::Rect2f(0, 0, float(parts_->size.width), float(parts_->size.height));
    if (inside.empty()) return false;
    // Corners and the middles of the sides: straight sides become curves.
    std::vector<cv::Point2f> edge, moved;
    for (const float x : {0.f, 0.5f, 1.f})
        for (const float y : {0.f, 0.5f, 1.f})
            if (x != 0.5f || y != 0.5f) edge.emplace_back(inside.x + x * inside.width, inside.y + y * inside.height);
    try {
        cv::undistortPoints(edge, moved, parts_->bent, parts_->distortion, cv::noArray(), parts_->straight);
    } catch (const cv::Exception& error) {
        fail(error);
    }
    float left = float(parts_->size.width), top = float(parts_->size.height), right = 0, bottom = 0;
    for (const cv::Point2f& point : moved) {
        left = std::min(left, point.x);
        top = std::min(top, point.y);
        right = std::max(right, point.x);
        bottom = std::max(bottom, point.y);
    }
    left = std::max(left, 0.f);
    top = std::max(top, 0.f);
    right = std::min(right, float(parts_->size.width));
    bottom = std::min(bottom, float(parts_->size.height));
    if (!(left < right && top < bottom)) return false;
    box.x = left;
    box.y = top;
    box.width = right - left;
    box.height = bottom - top;
    return true;
}
