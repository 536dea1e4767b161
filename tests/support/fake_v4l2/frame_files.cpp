#include "frame_files.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "stamp.hpp"

namespace fake_v4l2 {
namespace {

using Picture = std::vector<std::uint8_t>;

std::uint32_t big_endian(const Picture& data, std::size_t at)
{
    return static_cast<std::uint32_t>(data[at] << 8 | data[at + 1]);
}

// Finds the frame header (ITU-T T.81, B.2.2) and takes the size from it.
bool read_size(const Picture& jpeg, FrameFiles& files)
{
    if (jpeg.size() < 4 || jpeg[0] != 0xff || jpeg[1] != 0xd8)
        return false;
    for (std::size_t at = 2; at + 9 <= jpeg.size() && jpeg[at] == 0xff; at += 2 + big_endian(jpeg, at + 2)) {
        if (jpeg[at + 1] < 0xc0 || jpeg[at + 1] > 0xc2)
            continue;
        files.height = big_endian(jpeg, at + 5);
        files.width = big_endian(jpeg, at + 7);
        return true;
    }
    return false;
}

}  // namespace

std::uint32_t FrameFiles::buffer_bytes() const
{
    constexpr std::size_t mebibyte = 1u << 20;
    std::size_t largest = 1;
    for (const Picture& picture : pictures)
        largest = std::max(largest, picture.size());
    return static_cast<std::uint32_t>((largest + mebibyte - 1) / mebibyte * mebibyte);
}

FrameFiles load_frame_files(const std::string& folder, bool stamped)
{
    std::error_code problem;
    std::vector<std::filesystem::path> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem))
        names.push_back(entry.path());
    std::ranges::sort(names);

    FrameFiles files;
    for (const auto& name : names) {
        std::ifstream file(name, std::ios::binary);
        Picture picture(std::istreambuf_iterator<char>(file), {});
        if (!read_size(picture, files))
            continue;
        if (stamped)
            picture.insert(picture.begin() + stamp_at, empty_stamp.begin(), empty_stamp.end());
        files.pictures.push_back(std::move(picture));
    }
    if (files.pictures.empty()) {
        std::fprintf(stderr, "fake_v4l2: no JPEG file in FAKE_V4L2_FRAMES=%s\n", folder.c_str());
        std::abort();
    }
    return files;
}

}  // namespace fake_v4l2
