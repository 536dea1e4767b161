#include "tests/support/fake_cameras.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace sluice::test {

FakeCameras::FakeCameras(std::filesystem::path folder, unsigned count, unsigned fps) : folder_(std::move(folder)) {
    std::string paths;
    for (unsigned i = 0; i < count; ++i) paths += (i > 0 ? ":" : "") + device(i);
    set("PATH", paths);
    set("FRAMES", SLUICE_TEST_FRAMES);
    set("FPS", std::to_string(fps));
    set("IN_ORDER", "1");
    set("STATS", (folder_ / "stats").string());
    environment_["LD_PRELOAD"] = SLUICE_FAKE_V4L2;
    // A library that comes before the sanitizer's is what preloading is.
    environment_["ASAN_OPTIONS"] = "verify_asan_link_order=0";
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(SLUICE_TEST_FRAMES))
        if (entry.path().extension() == ".jpg") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& path : files) {
        std::ifstream file(path, std::ios::binary);
        frames_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
}

FakeCameras::Stats FakeCameras::stats(unsigned index) const {
    struct Row {
        Stats stats;
        std::uint64_t unused[3];
    } row{};
    std::ifstream file(folder_ / "stats", std::ios::binary);
    file.seekg(static_cast<std::streamoff>(index * sizeof row));
    file.read(reinterpret_cast<char*>(&row), sizeof row);
    return row.stats;
}

}  // namespace sluice::test
