#include "codec/jpeg_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <sluice/error.hpp>

#include "codec/jpeg_settings.hpp"
#include "codec/jpeg_source.hpp"

namespace sluice {

namespace {

constexpr std::uint32_t own_quality = 85;  // where a camera has no tables
constexpr std::uint32_t least_quality = 5;
constexpr int most_tries = 6;
constexpr std::size_t most_rows = 4 * DCTSIZE;

using Rows = std::array<JSAMPROW, most_rows>;

JSAMPROW writable(const std::uint8_t* row) { return const_cast<JSAMPROW>(row); }  // libjpeg reads it only
std::uint32_t whole_blocks(std::uint32_t samples) { return (samples + DCTSIZE - 1) / DCTSIZE * DCTSIZE; }

}  // namespace

struct JpegEncoder::Job {
    const Pixels& pixels;
    const JpegStyle& style;
};

JpegEncoder::JpegEncoder() {
    encoder_.err = &errors_;
    if (!errors_.run([this] { jpeg_create_compress(&encoder_); })) errors_.raise_writing();
}

JpegEncoder::~JpegEncoder() { jpeg_destroy_compress(&encoder_); }

bool JpegEncoder::has_its_matrix(const Pixels& pixels) noexcept {
    return pixels.format != Format::i420 || pixels.matrix == Matrix::bt601;
}
bool JpegEncoder::has_its_sampling(const Pixels& pixels) noexcept {
    return pixels.format != Format::i420 || sampling_of(pixels, {}).has_value();
}

Bytes JpegEncoder::encode(const Pixels& pixels, const JpegStyle& style, const Encoding& encoding, FittedQuality* fitted,
                          BufferPool& bytes) {
    if (pixels.width == 0 || pixels.height == 0 || pixels.width > JPEG_MAX_DIMENSION ||
        pixels.height > JPEG_MAX_DIMENSION)
        throw Error("a picture of " + std::to_string(pixels.width) + "x" + std::to_string(pixels.height) +
                        " pixels cannot be a JPEG",
                    "make it 1 to " + std::to_string(JPEG_MAX_DIMENSION) + " pixels wide and high");
    const Job job{pixels, style};
    best_.clear();
    if (pixels.format == Format::gray || pixels.format == Format::i420)
        edge_.resize(pixels.planes * most_rows * whole_blocks(pixels.width));
    const std::uint32_t came_to = fit(job, encoding, fitted ? fitted->load(std::memory_order_relaxed) : 0);
    if (fitted) fitted->store(came_to, std::memory_order_relaxed);

    const std::span<const std::byte> made = best_.empty() ? destination_.written() : std::span<const std::byte>(best_);
    Bytes copy = bytes.copy(made);
    if (copy.empty())
        throw Error("no memory for a JPEG of " + std::to_string(made.size()) +
                        " bytes: " + std::to_string(bytes.limits().bytes >> 20) + " MiB of them are kept somewhere",
                    "keep fewer frames");
    return copy;
}

bool JpegEncoder::try_once(const Job& job, std::uint32_t quality, std::uint64_t most_bytes) {
    const bool made = errors_.run([&] {
        destination_.set(&encoder_, most_bytes);
        set_up(job, quality);
        jpeg_start_compress(&encoder_, TRUE);
        if (encoder_.raw_data_in)
            write_planes(job.pixels);
        else
            write_rows(job.pixels);
        jpeg_finish_compress(&encoder_);
    });
    if (made) return true;
    jpeg_abort_compress(&encoder_);
    if (!destination_.too_large()) errors_.raise_writing();
    return false;
}

std::uint32_t JpegEncoder::fit(const Job& job, const Encoding& encoding, std::uint32_t fitted) {
    const std::uint32_t wanted = encoding.quality, most = wanted ? wanted : own_quality;
    if (fitted == 0 || fitted >= most || encoding.most_bytes == 0)
        return try_once(job, wanted, encoding.most_bytes) ? 0 : search(job, wanted, encoding.most_bytes);
    if (!try_once(job, fitted, encoding.most_bytes)) return search(job, fitted, encoding.most_bytes);
    // Plenty of room: the next may be a little better.
    const bool roomy = destination_.written().size() < encoding.most_bytes / 8 * 7;
    return roomy ? fitted + 2 : fitted;
}

std::uint32_t JpegEncoder::search(const Job& job, std::uint32_t from, std::uint64_t most_bytes) {
    std::uint32_t fitting = least_quality;
    std::uint32_t low = least_quality + 1, high = from ? from : own_quality;
    for (int tries = 1; tries < most_tries - 1 && low < high; ++tries) {
        const std::uint32_t quality = (low + high) / 2;
        if (try_once(job, quality, most_bytes)) {
            best_.assign(destination_.written().begin(), destination_.written().end());
            fitting = quality;
            low = quality + 1;
        } else {
            high = quality;
        }
    }
    if (best_.empty() && !try_once(job, std::min(least_quality, from ? from : least_quality), 0))
        errors_.raise_writing();
    return fitting;
}

void JpegEncoder::set_up(const Job& job, std::uint32_t quality) {
    const Pixels& pixels = job.pixels;
    const bool gray = pixels.format == Format::gray, planar = pixels.format == Format::i420;
    encoder_.image_width = pixels.width;
    encoder_.image_height = pixels.height;
    encoder_.input_components = gray ? 1 : 3;
    encoder_.in_color_space = gray                             ? JCS_GRAYSCALE
                              : planar                         ? JCS_YCbCr
                              : pixels.format == Format::bgr24 ? JCS_EXT_BGR
                                                               : JCS_EXT_RGB;
    jpeg_set_defaults(&encoder_);
    put_standard_tables(&encoder_);
    encoder_.raw_data_in = gray || planar ? TRUE : FALSE;
    encoder_.dct_method = JDCT_ISLOW;
    jpeg_set_quality(&encoder_, static_cast<int>(quality ? quality : own_quality), TRUE);
    if (quality == 0 && job.style.planes != 0) put_quantisers(job.style, &encoder_);
    if (gray) return;
    const JpegSampling sampling =
        planar ? sampling_of(pixels, job.style).value_or(JpegSampling{}) : sampling_of(job.style);
    encoder_.comp_info[0].h_samp_factor = static_cast<int>(sampling.h);
    encoder_.comp_info[0].v_samp_factor = static_cast<int>(sampling.v);
}

/// The row that stands for row `y`, readable up to whole blocks: beyond the lower edge the last one, beyond the right
/// edge the last sample, never what else may lie there (of a cut: the rest of the picture).
const std::uint8_t* JpegEncoder::padded_row(const PixelPlane<const std::uint8_t>& plane, std::uint32_t y,
                                            std::uint32_t wide, std::uint8_t* to) const noexcept {
    const std::uint8_t* row = plane.row(std::min(y, plane.height - 1));
    if (wide == plane.width) return row;
    std::memcpy(to, row, plane.width);
    std::memset(to + plane.width, row[plane.width - 1], wide - plane.width);
    return to;
}

void JpegEncoder::write_planes(const Pixels& pixels) {
    std::array<Rows, 3> rows;
    std::array<JSAMPARRAY, 3> planes{rows[0].data(), rows[1].data(), rows[2].data()};
    const auto lines = static_cast<JDIMENSION>(encoder_.max_v_samp_factor * DCTSIZE);
    const std::size_t stride = whole_blocks(pixels.width);
    for (std::uint32_t turn = 0; encoder_.next_scanline < encoder_.image_height; ++turn) {
        for (std::size_t i = 0; i < pixels.planes; ++i) {
            const PixelPlane<const std::uint8_t>& plane = pixels.plane[i];
            const auto count = static_cast<std::uint32_t>(encoder_.comp_info[i].v_samp_factor * DCTSIZE);
            std::uint8_t* edge = edge_.data() + i * most_rows * stride;
            for (std::uint32_t y = 0; y < count; ++y)
                rows[i][y] =
                    writable(padded_row(plane, turn * count + y, whole_blocks(plane.width), edge + y * stride));
        }
        jpeg_write_raw_data(&encoder_, planes.data(), lines);
    }
}

void JpegEncoder::write_rows(const Pixels& pixels) {
    Rows rows;
    while (encoder_.next_scanline < encoder_.image_height) {
        const std::uint32_t first = encoder_.next_scanline;
        const auto count = std::min<std::uint32_t>(most_rows, encoder_.image_height - first);
        for (std::uint32_t y = 0; y < count; ++y) rows[y] = writable(pixels.plane[0].row(first + y));
        jpeg_write_scanlines(&encoder_, rows.data(), count);
    }
}

}  // namespace sluice
