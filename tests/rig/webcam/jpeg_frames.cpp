#include "jpeg_frames.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

namespace rig {
namespace {

Bytes read_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

bool is_marker(const Bytes& data, std::size_t at, unsigned code)
{
    return at + 1 < data.size() && data[at] == 0xff && data[at + 1] == code;
}

int big_endian(const Bytes& data, std::size_t at)
{
    return data[at] << 8 | data[at + 1];
}

// Width and height from the frame header (ITU-T T.81, B.2.2): SOF0 to SOF2 are what cameras send.
std::optional<std::pair<int, int>> picture_size(const Bytes& jpeg)
{
    if (!is_marker(jpeg, 0, 0xd8))
        return std::nullopt;
    std::size_t at = 2;
    while (at + 9 <= jpeg.size() && jpeg[at] == 0xff) {
        if (jpeg[at + 1] >= 0xc0 && jpeg[at + 1] <= 0xc2)
            return std::pair{big_endian(jpeg, at + 7), big_endian(jpeg, at + 5)};
        at += 2 + static_cast<std::size_t>(big_endian(jpeg, at + 2));
    }
    return std::nullopt;
}

// Segments lie between the start and the first scan (ITU-T T.81, B.1.1.4); behind a scan's header bytes have no length.
Bytes without_huffman_tables(const Bytes& jpeg)
{
    Bytes out(jpeg.begin(), jpeg.begin() + 2);
    std::size_t at = 2;
    while (at + 4 <= jpeg.size() && !is_marker(jpeg, at, 0xda)) {
        const std::size_t next = std::min(jpeg.size(), at + 2 + static_cast<std::size_t>(big_endian(jpeg, at + 2)));
        if (!is_marker(jpeg, at, 0xc4))
            out.insert(out.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at),
                       jpeg.begin() + static_cast<std::ptrdiff_t>(next));
        at = next;
    }
    out.insert(out.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at), jpeg.end());
    return out;
}

// In entropy-coded data 0xff is always followed by 0x00 or a restart marker, so start and end stand out.
std::vector<Bytes> split(const Bytes& file)
{
    std::vector<Bytes> pictures;
    std::size_t start = 0;
    for (std::size_t at = 0; at + 1 < file.size(); ++at) {
        if (is_marker(file, at, 0xd8))
            start = at;
        if (is_marker(file, at, 0xd9))
            pictures.emplace_back(file.begin() + static_cast<std::ptrdiff_t>(start),
                                  file.begin() + static_cast<std::ptrdiff_t>(at + 2));
    }
    return pictures;
}

std::vector<Bytes> read_folder(const std::string& path)
{
    std::vector<std::filesystem::path> names;
    for (const auto& entry : std::filesystem::directory_iterator(path))
        names.push_back(entry.path());
    std::ranges::sort(names);
    std::vector<Bytes> files;
    std::ranges::transform(names, std::back_inserter(files), read_file);
    return files;
}

}  // namespace

void JpegFrames::leave_out_huffman_tables()
{
    for (Bytes& picture : pictures)
        picture = without_huffman_tables(picture);
}

void JpegFrames::pad(std::size_t bytes)
{
    for (Bytes& picture : pictures)
        picture.resize(picture.size() + bytes);
}

JpegFrames load_frames(const std::string& path)
{
    JpegFrames frames;
    for (Bytes& picture : std::filesystem::is_directory(path) ? read_folder(path) : split(read_file(path))) {
        const auto size = picture_size(picture);
        if (!size)
            continue;
        if (frames.pictures.empty())
            std::tie(frames.width, frames.height) = *size;
        else if (*size != std::pair{frames.width, frames.height})
            throw std::runtime_error("the pictures in " + path + " differ in size");
        frames.pictures.push_back(std::move(picture));
    }
    if (frames.pictures.empty())
        throw std::runtime_error("no JPEG picture in " + path);
    return frames;
}

}  // namespace rig
