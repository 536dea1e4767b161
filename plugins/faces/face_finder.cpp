#include "face_finder.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <opencv2/core.hpp>
#include <opencv2/objdetect.hpp>

#include <sluice/error.hpp>

struct FaceFinder::Parts {
    cv::CascadeClassifier classifier;
    std::vector<cv::Rect> found;
    std::vector<int> counts;
};

std::string FaceFinder::usual_cascade() {
    for (const char* folder : {"/usr/share/opencv4", "/usr/local/share/opencv4", "/usr/share/opencv"}) {
        std::string path = std::string(folder) + "/haarcascades/haarcascade_frontalface_default.xml";
        std::error_code error;
        if (std::filesystem::is_regular_file(path, error)) return path;
    }
    return {};
}

FaceFinder::FaceFinder(const std::string& cascade, const How& how) : parts_(std::make_unique<Parts>()), how_(how) {
    if (cascade.empty())
        throw sluice::Error("the cascade for faces is not on this machine", "install the package opencv-data, or name one with cascade");
    // Nodes make no threads, and OpenCV's would be hidden ones.
    cv::setNumThreads(1);
    try {
        if (parts_->classifier.load(cascade) && !parts_->classifier.empty()) return;
    } catch (const cv::Exception&) {  // not XML at all: the sentence is the same
    }
    throw sluice::Error(cascade + " is no cascade of OpenCV", "take one of the package opencv-data, such as " + usual_cascade());
}

FaceFinder::~FaceFinder() = default;

std::vector<sluice::Box> FaceFinder::find(const sluice::Pixels& gray, const std::string& label) {
    const double step = gray.shrink;
    const auto& plane = gray.plane[0];
    // A header over the view; the classifier only reads.
    const cv::Mat picture(static_cast<int>(plane.height), static_cast<int>(plane.width), CV_8UC1,
                          const_cast<std::uint8_t*>(plane.data), plane.stride);
    const int smallest = std::max(1, static_cast<int>(std::lround(how_.smallest / step)));
    try {
        parts_->classifier.detectMultiScale(picture, parts_->found, parts_->counts, how_.scale, how_.neighbours, 0,
                                            {smallest, smallest});
    } catch (const cv::Exception& error) {
        throw sluice::Error("OpenCV cannot look for faces: " + error.err, "take another cascade, or another picture size");
    }
    std::vector<sluice::Box> boxes;
    for (std::size_t i = 0; i < parts_->found.size(); ++i) {
        const cv::Rect& rect = parts_->found[i];
        sluice::Box box;
        box.x = static_cast<float>(gray.x + rect.x * step);
        box.y = static_cast<float>(gray.y + rect.y * step);
        box.width = static_cast<float>(rect.width * step);
        box.height = static_cast<float>(rect.height * step);
        box.label = label;
        // The cascade knows no probability; the more finds made this one, the surer.
        const int count = i < parts_->counts.size() ? parts_->counts[i] : 0;
        box.score = static_cast<float>(count) / static_cast<float>(std::max(1, count + how_.neighbours));
        boxes.push_back(std::move(box));
    }
    std::stable_sort(boxes.begin(), boxes.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    return boxes;
}
