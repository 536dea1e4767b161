#include "frame_layout.hpp"

#include <algorithm>
#include <string>

#include "camera_formats.hpp"

namespace sluice::v4l2 {

namespace {

constexpr std::uint64_t most_bytes = 1u << 30;

[[noreturn]] void fail_layout(const CameraDevice& device, const std::string& what) {
    throw DeviceError(Trouble::failed, device.path() + ": the driver says " + what,
                      "try another format or size; dmesg may say more");
}

std::uint32_t halved(std::uint32_t count) { return count / 2 + count % 2; }

bool is_packed_422(Format format) { return format == Format::yuyv || format == Format::uyvy; }

/// Bytes that a row's samples take, and rows, of each plane.
struct Samples {
    std::uint32_t row = 0, rows = 0;
};
struct Picture {
    std::array<Samples, 3> plane{};
    std::uint32_t count = 0;
};

Picture picture_of(Format format, std::uint32_t width, std::uint32_t height) {
    const Samples chroma{halved(width), halved(height)};
    switch (format) {
        case Format::jpeg: break;
        case Format::yuyv:
        case Format::uyvy: return {{Samples{halved(width) * 4, height}}, 1};
        case Format::nv12:
        case Format::nv21: return {{Samples{width, height}, Samples{chroma.row * 2, chroma.rows}}, 2};
        case Format::i420: return {{Samples{width, height}, chroma, chroma}, 3};
        case Format::gray: return {{Samples{width, height}}, 1};
        case Format::bgr24:
        case Format::rgb24: return {{Samples{width * 3, height}}, 1};
    }
    return {};
}

/// In one memory the driver tells the first plane's bytes per row alone. The others follow from it: a row of U and V
/// pairs is as long as one of Y, two rows of U or of V are as long as one of Y.
std::uint32_t stride_of(Format format, const Picture& picture, std::uint32_t plane, std::uint32_t luma) {
    if (plane == 0) return luma;
    return std::max(picture.plane[plane].row, format == Format::i420 ? halved(luma) : luma);
}

struct Laid {
    Planes planes;
    std::uint64_t bytes = 0;
};

Laid lay_out(Format format, const Picture& picture, std::uint32_t luma) {
    Laid out;
    out.planes.count = picture.count;
    for (std::uint32_t i = 0; i < picture.count; ++i) {
        const std::uint32_t stride = stride_of(format, picture, i, luma);
        out.planes.plane[i] = {static_cast<std::uint32_t>(out.bytes), stride, picture.plane[i].rows};
        out.bytes += std::uint64_t{stride} * picture.plane[i].rows;
    }
    return out;
}

std::string row_text(std::uint32_t stride, const Samples& samples) {
    return "a row takes " + std::to_string(stride) + " bytes, but its pixels need " + std::to_string(samples.row);
}

std::string frame_text(std::uint32_t given, std::uint64_t needed) {
    return "a frame takes " + std::to_string(given) + " bytes, but its rows need " + std::to_string(needed);
}

// Some drivers give a wrong number of bytes per row, or none: where their frame is as large as one without padding,
// that is what it is.
Planes in_one_memory(const CameraDevice& device, Format format, const Picture& picture, DriverFormat::Memory memory) {
    const Laid packed = lay_out(format, picture, picture.plane[0].row);
    const Laid told = lay_out(format, picture, memory.stride);
    const bool row_fits = memory.stride >= picture.plane[0].row;
    if (std::max(packed.bytes, row_fits ? told.bytes : 0) > most_bytes)
        fail_layout(device, frame_text(memory.size, std::max(packed.bytes, told.bytes)));
    if (row_fits && (memory.size == 0 || told.bytes <= memory.size)) return told.planes;
    if (memory.size == packed.bytes || (memory.stride == 0 && (memory.size == 0 || memory.size > packed.bytes)))
        return packed.planes;
    if (memory.stride != 0 && !row_fits) fail_layout(device, row_text(memory.stride, picture.plane[0]));
    fail_layout(device, frame_text(memory.size, row_fits ? told.bytes : packed.bytes));
}

Planes in_several_memories(const CameraDevice& device, const Picture& picture, const DriverFormat& given) {
    Planes planes;
    planes.count = picture.count;
    std::uint64_t at = 0;
    for (std::uint32_t i = 0; i < picture.count; ++i) {
        // A memory holds one plane, laid out as a picture of one plane is.
        const Planes one = in_one_memory(device, Format::gray, {{picture.plane[i]}, 1}, given.memory[i]);
        planes.plane[i] = {static_cast<std::uint32_t>(at), one.plane[0].stride, one.plane[0].rows};
        at += std::uint64_t{one.plane[0].stride} * one.plane[0].rows;
    }
    if (at > most_bytes) fail_layout(device, "a frame takes " + std::to_string(at) + " bytes");
    return planes;
}

Range range_of(const DriverFormat& given, Format format) {
    if (given.quantization == V4L2_QUANTIZATION_FULL_RANGE) return Range::full;
    if (given.quantization == V4L2_QUANTIZATION_LIM_RANGE) return Range::limited;
    // The default by the V4L2 docs ("Colorspaces"): YUV is limited but of the JPEG colorspace, RGB and JPEG are full.
    const bool full =
        format == Format::jpeg || format == Format::bgr24 || format == Format::rgb24 || format == Format::gray;
    return full || given.colorspace == V4L2_COLORSPACE_JPEG ? Range::full : Range::limited;
}

Matrix matrix_of(const DriverFormat& given) {
    const bool by_default = given.ycbcr_enc == V4L2_YCBCR_ENC_DEFAULT && given.colorspace == V4L2_COLORSPACE_REC709;
    return by_default || given.ycbcr_enc == V4L2_YCBCR_ENC_709 ? Matrix::bt709 : Matrix::bt601;
}

void require_possible(const CameraDevice& device, const DriverFormat& given) {
    const std::string size = std::to_string(given.width) + "x" + std::to_string(given.height);
    if (given.width == 0 || given.height == 0)
        fail_layout(device, "its picture is " + size + ": it may have no signal");
    if (given.width > most_side || given.height > most_side) fail_layout(device, "its picture is " + size);
    const std::uint32_t expected = memory_planes_of(given.pixelformat);
    if (given.memory_planes != expected)
        fail_layout(device, "a frame of " + fourcc_text(given.pixelformat) + " lies in " +
                                std::to_string(given.memory_planes) + " memories, but it is " +
                                std::to_string(expected));
    std::uint64_t bytes = 0;
    for (const DriverFormat::Memory& memory : given.memory) bytes += memory.size;
    if (bytes > most_bytes) fail_layout(device, "a frame takes " + std::to_string(bytes) + " bytes");
}

// The last pixel of an odd row has but half a pair in a row that tight: the picture ends before it.
DriverFormat without_half_pairs(Format format, DriverFormat given) {
    DriverFormat::Memory& memory = given.memory[0];
    if (!is_packed_422(format) || given.width % 2 == 0 || memory.stride >= halved(given.width) * 4) return given;
    if (memory.stride == 0) memory.stride = given.width * 2;
    --given.width;
    return given;
}

// The same for the last row of an odd height, where a driver rounds the rows of chroma down.
bool lacks_last_chroma(Format format, const Picture& picture, const DriverFormat& given) {
    if (picture.count < 2 || given.height % 2 == 0 || given.height == 1) return false;
    const std::uint32_t several = given.memory_planes > 1 ? 1 : 0;
    const DriverFormat::Memory& memory = given.memory[several];
    Picture whole = several ? Picture{{picture.plane[1]}, 1} : picture;
    const auto bytes = [&] {
        return lay_out(several ? Format::gray : format, whole, std::max(memory.stride, whole.plane[0].row)).bytes;
    };
    if (memory.size == 0 || bytes() <= memory.size) return false;
    for (std::uint32_t i = several ? 0 : 1; i < whole.count; ++i) --whole.plane[i].rows;
    return bytes() <= memory.size;
}

}  // namespace

DriverFormat driver_format(const v4l2_format& format) {
    DriverFormat out;
    if (format.type != V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) {
        const v4l2_pix_format& pix = format.fmt.pix;
        out = {pix.width, pix.height, pix.pixelformat, pix.colorspace, pix.ycbcr_enc, pix.quantization, 1, {}};
        out.memory[0] = {pix.bytesperline, pix.sizeimage};
        return out;
    }
    const v4l2_pix_format_mplane& pix = format.fmt.pix_mp;
    out = {pix.width, pix.height, pix.pixelformat, pix.colorspace, pix.ycbcr_enc, pix.quantization, pix.num_planes, {}};
    for (std::uint32_t i = 0; i < std::min<std::uint32_t>(pix.num_planes, 3); ++i)
        out.memory[i] = {pix.plane_fmt[i].bytesperline, pix.plane_fmt[i].sizeimage};
    return out;
}

Stream stream_of(const CameraDevice& device, Format format, const DriverFormat& given) {
    require_possible(device, given);
    const DriverFormat whole = without_half_pairs(format, given);
    if (whole.width == 0)
        fail_layout(device, "its picture is " + std::to_string(given.width) + "x" + std::to_string(given.height));
    Stream stream;
    stream.format = format;
    stream.width = whole.width;
    stream.height = whole.height;
    stream.range = range_of(whole, format);
    stream.matrix = matrix_of(whole);
    if (format == Format::jpeg) return stream;
    Picture picture = picture_of(format, whole.width, whole.height);
    if (lacks_last_chroma(format, picture, whole)) {
        for (std::uint32_t i = 1; i < picture.count; ++i) --picture.plane[i].rows;
        --stream.height;
    }
    stream.planes = whole.memory_planes > 1 ? in_several_memories(device, picture, whole)
                                            : in_one_memory(device, format, picture, whole.memory[0]);
    return stream;
}

}  // namespace sluice::v4l2
