#include <sluice/bench/camera.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "codec/jpeg_check.hpp"
#include "frame/host_frame.hpp"
#include "tools/filter_bench/camera_parts.hpp"
#include "tools/filter_bench/shared_codec.hpp"

namespace sluice::bench {

namespace {

namespace fs = std::filesystem;

std::string_view kept(std::string name) {
    static auto& names = *new std::set<std::string>;  // reachable for ever, so that a leak checker keeps quiet
    return *names.insert(std::move(name)).first;
}

bool is_jpeg_name(const fs::path& path) {
    std::string end = path.extension().string();
    std::ranges::transform(end, end.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return end == ".jpg" || end == ".jpeg";
}

std::vector<fs::path> jpegs_in(const std::string& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (is_jpeg_name(entry->path())) files.push_back(entry->path());
    if (error) throw Error(text::cat("cannot list ", folder, ": ", error.message()), "name a folder of JPEGs");
    if (files.empty()) throw Error(text::cat(folder, " holds no *.jpg"), "name a folder of JPEGs");
    std::ranges::sort(files);
    return files;
}

std::vector<char> contents_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw Error(text::cat("cannot read ", path.string()), "let the user who runs this read it");
    return bytes;
}

// Bytes of a row of each plane, and rows; chroma of an odd size is rounded up.
Planes tight_planes(Format format, Size size) {
    const std::uint32_t w = size.width, h = size.height, half_w = (w + 1) / 2, half_h = (h + 1) / 2;
    Planes planes;
    std::uint32_t offset = 0;
    const auto add = [&](std::uint32_t stride, std::uint32_t rows) {
        planes.plane[planes.count++] = {offset, stride, rows};
        offset += stride * rows;
    };
    switch (format) {
        case Format::jpeg: throw Error("a JPEG is no raw picture", "use jpeg()");
        case Format::yuyv:
        case Format::uyvy: add(half_w * 4, h); break;
        case Format::nv12:
        case Format::nv21: add(w, h), add(half_w * 2, half_h); break;
        case Format::i420: add(w, h), add(half_w, half_h), add(half_w, half_h); break;
        case Format::gray: add(w, h); break;
        case Format::bgr24:
        case Format::rgb24: add(w * 3, h); break;
    }
    return planes;
}

std::size_t end_of(const Planes& planes) {
    const Plane& last = planes.plane[planes.count - 1];
    return last.offset + std::size_t{last.stride} * last.rows;
}

}  // namespace

std::chrono::nanoseconds Camera::Parts::period() const {
    return std::chrono::nanoseconds(1'000'000'000LL * rate.seconds / rate.frames);
}

FrameInfo Camera::Parts::info() const {
    FrameInfo info;
    info.sequence = sequence;
    info.captured = now;
    info.source = name;
    info.epoch = epoch;
    return info;
}

FramePtr Camera::Parts::next(const FrameInfo& info, std::span<const std::byte> bytes) {
    Bytes copy = pool.copy(bytes);
    if (copy.empty()) throw Error("too many frames are kept", "let go of some, or feed them one by one");
    ++sequence;
    now += period();
    return make_frame(info, std::move(copy), opener);
}

Camera::Camera(std::string name, Rate rate)
    : parts_(new Parts{std::make_shared<Opener>(shared_codec()), BufferPool({4096, 1u << 30}), kept(std::move(name)), {}}) {
    set_rate(rate);
}
Camera::~Camera() = default;
Camera::Camera(Camera&&) noexcept = default;
Camera& Camera::operator=(Camera&&) noexcept = default;

FramePtr Camera::jpeg(std::span<const std::byte> bytes) {
    const JpegCheck seen = check_jpeg(bytes);
    if (seen.verdict != JpegCheck::Verdict::ok)
        throw Error(text::cat("no whole JPEG: ", reason_of(seen.verdict)), "such a frame is dropped before any filter");
    FrameInfo info = parts_->info();
    info.width = seen.width;
    info.height = seen.height;
    return parts_->next(info, bytes.first(seen.size));
}

std::vector<FramePtr> Camera::folder(const std::string& path) {
    std::vector<FramePtr> frames;
    for (const fs::path& file : jpegs_in(path)) {
        const std::vector<char> bytes = contents_of(file);
        try {
            frames.push_back(jpeg(std::as_bytes(std::span(bytes))));
        } catch (const Error& error) {
            throw Error(text::cat(file.string(), ": ", error.what()));
        }
    }
    return frames;
}

FramePtr Camera::raw(const Raw& picture, std::span<const std::byte> bytes) {
    FrameInfo info = parts_->info();
    info.format = picture.format;
    info.width = picture.size.width;
    info.height = picture.size.height;
    info.planes = tight_planes(picture.format, picture.size);
    info.matrix = picture.matrix;
    const bool colours = picture.format == Format::bgr24 || picture.format == Format::rgb24;
    info.range = colours ? Range::full : picture.range;
    if (bytes.size() != end_of(info.planes))
        throw Error(text::cat(bytes.size(), " bytes for ", name_of(picture.format), " of ", info.width, "x", info.height),
                    text::cat("that takes ", end_of(info.planes)));
    return parts_->next(info, bytes);
}

void Camera::new_epoch() {
    ++parts_->epoch;
    parts_->sequence = 0;
    parts_->now += std::chrono::seconds(1);
}

void Camera::lose(std::uint64_t count) {
    parts_->sequence += count;
    parts_->now += count * parts_->period();
}

void Camera::set_rate(Rate rate) {
    if (rate.frames == 0 || rate.seconds == 0) throw Error("a camera without frames", "give it a rate above 0");
    parts_->rate = rate;
}

}  // namespace sluice::bench
