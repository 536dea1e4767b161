#include "camera.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <opencv2/core.hpp>

#include <sluice/error.hpp>

namespace {

constexpr const char* remedy = "calibrate with OpenCV or ROS and name the file they write";

std::string content_of(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) throw sluice::Error("cannot read " + path + ": " + error.message(), "name the calibration's file");
    if (size == 0 || size > 1 << 20) throw sluice::Error(path + " is no calibration: it has " + std::to_string(size) + " bytes", remedy);
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw sluice::Error("cannot read " + path, "look at its permissions");
    // ROS leaves out the line by which OpenCV knows YAML.
    if (text.front() != '%' && text.front() != '<' && text.front() != '{') text.insert(0, "%YAML:1.0\n---\n");
    return text;
}

// A matrix of either writer is a map whose `data` is a list.
std::vector<double> numbers(const cv::FileStorage& file, const char* name) {
    std::vector<double> all;
    const cv::FileNode matrix = file[name];
    if (!matrix.isMap()) return all;
    for (const cv::FileNode& one : matrix["data"]) {
        if (!one.isInt() && !one.isReal()) return {};
        all.push_back(static_cast<double>(one));
    }
    return all;
}

std::uint32_t whole(const cv::FileStorage& file, const char* name) {
    const cv::FileNode node = file[name];
    return node.isInt() && int(node) > 0 ? static_cast<std::uint32_t>(int(node)) : 0;
}

}  // namespace

Camera read_camera(const std::string& path) {
    const std::string text = content_of(path);
    Camera camera;
    std::vector<double> matrix;
    try {
        const cv::FileStorage file(text, cv::FileStorage::READ | cv::FileStorage::MEMORY);
        matrix = numbers(file, "camera_matrix");
        camera.distortion = numbers(file, "distortion_coefficients");
        camera.size = {whole(file, "image_width"), whole(file, "image_height")};
    } catch (const cv::Exception&) {
        throw sluice::Error(path + " is neither YAML, XML nor JSON that OpenCV reads", remedy);
    }
    const auto finite = [](double number) { return std::isfinite(number); };
    if (matrix.size() != 9 || !std::all_of(matrix.begin(), matrix.end(), finite) || matrix[0] <= 0 || matrix[4] <= 0)
        throw sluice::Error(path + " has no camera_matrix of 3 x 3 numbers", remedy);
    const std::size_t count = camera.distortion.size();
    if ((count != 4 && count != 5 && count != 8 && count != 12 && count != 14) ||
        !std::all_of(camera.distortion.begin(), camera.distortion.end(), finite))
        throw sluice::Error(path + " has no distortion_coefficients (4, 5, 8, 12 or 14 numbers)", remedy);
    if (camera.size.width == 0 || camera.size.height == 0)
        throw sluice::Error(path + " does not say image_width and image_height", "add the size of the pictures it was calibrated with");
    std::copy(matrix.begin(), matrix.end(), camera.matrix.begin());
    return camera;
}
