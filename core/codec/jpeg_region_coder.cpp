#include "codec/jpeg_region_coder.hpp"

#include <algorithm>
#include <cstring>

#include "codec/jpeg_parameters.hpp"

namespace sluice {

namespace {

j_common_ptr common(jpeg_compress_struct& codec) { return reinterpret_cast<j_common_ptr>(&codec); }

Size pixels_of(const JpegStyle& style, Size mcus) noexcept {
    // JPEG_MAX_DIMENSION is no multiple of an MCU; nobody sees what is cut off.
    return {std::min<std::uint32_t>(mcus.width * style.component[0].h * 8, JPEG_MAX_DIMENSION),
            std::min<std::uint32_t>(mcus.height * style.component[0].v * 8, JPEG_MAX_DIMENSION)};
}

/// libjpeg-turbo's encoder keeps eight times a step in 16 bits, and divides by zero where that overflows to it. No
/// sample makes more than 1024 before it is divided: beyond 2048 every step gives the same, nothing.
JpegStyle with_steps_for_encoding(JpegStyle style) noexcept {
    for (JpegStyle::Component& component : style.component)
        for (std::uint16_t& step : component.quantiser) step = std::min<std::uint16_t>(step, 4095);
    return style;
}

}  // namespace

Size strip_of(std::size_t mcus) noexcept {
    const std::size_t wide = std::min<std::size_t>(mcus, mcus <= 64 * 1024 ? 64 : 1024);
    return {static_cast<std::uint32_t>(wide), static_cast<std::uint32_t>((mcus + wide - 1) / wide)};
}

RegionGrids grids_of(const JpegStyle& style, Size mcus, std::span<std::byte> memory) noexcept {
    RegionGrids grids{};
    auto* data = reinterpret_cast<std::int16_t*>(memory.data());
    for (std::size_t i = 0; i < style.planes; ++i) {
        grids[i] = {data, mcus.width * style.component[i].h, mcus.height * style.component[i].v};
        data += grids[i].size();
    }
    return grids;
}

JpegRegionCoder::JpegRegionCoder() {
    writer_.err = coder_.err = reader_.err = &errors_;
    const bool made = errors_.run([this] {
        jpeg_create_compress(&writer_);
        jpeg_create_compress(&coder_);
        jpeg_create_decompress(&reader_);
    });
    if (!made) errors_.raise_writing();
    region_.attach(common(writer_));
    coded_.attach(common(coder_));
}

JpegRegionCoder::~JpegRegionCoder() {
    jpeg_destroy_compress(&writer_);
    jpeg_destroy_compress(&coder_);
    jpeg_destroy_decompress(&reader_);
}

void JpegRegionCoder::decode(const JpegRegion& region, const RegionPlanes& to) {
    region_.forget();
    for (std::size_t i = 0; i < region.style.planes; ++i)
        region_.lend(i, region.blocks[i], region.stride[i], region.mcus.width * region.style.component[i].h,
                     region.mcus.height * region.style.component[i].v);
    output_.set(&writer_, 0);
    const bool done = errors_.run([&] {
        write_small_jpeg(region);
        read_samples(region, to);
    });
    if (done) return;
    jpeg_abort_compress(&writer_);
    jpeg_abort_decompress(&reader_);
    errors_.raise_writing();
}

void JpegRegionCoder::write_small_jpeg(const JpegRegion& region) {
    put_style(region.style, pixels_of(region.style, region.mcus), &writer_);
    put_standard_tables(&writer_);
    jpeg_write_coefficients(&writer_, region_.handles());
    jpeg_finish_compress(&writer_);
}

void JpegRegionCoder::read_samples(const JpegRegion& region, const RegionPlanes& to) {
    source_.set(&reader_, output_.written());
    jpeg_read_header(&reader_, TRUE);
    reader_.raw_data_out = TRUE;
    reader_.out_color_space = reader_.jpeg_color_space;
    reader_.do_fancy_upsampling = FALSE;
    reader_.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&reader_);
    JSAMPROW rows[3][32];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (std::uint32_t y = 0; y < region.mcus.height; ++y) {
        for (std::size_t i = 0; i < region.style.planes; ++i) {
            const std::size_t high = region.style.component[i].v * 8;
            for (std::size_t k = 0; k < high; ++k) rows[i][k] = to[i].data + (y * high + k) * to[i].stride;
        }
        jpeg_read_raw_data(&reader_, planes, region.style.component[0].v * 8);
    }
    jpeg_finish_decompress(&reader_);
}

void JpegRegionCoder::encode(const JpegRegion& region, const RegionPlanes& from, std::span<const std::uint32_t> mcus,
                             const RegionGrids& to) {
    const JpegStyle style = with_steps_for_encoding(region.style);
    const Size strip = strip_of(mcus.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < style.planes; ++i) {
        strip_begin_[i] = size;
        size += std::size_t{strip.width} * style.component[i].h * 8 * style.component[i].v * 8;
    }
    if (strip_.size() < size) strip_.resize(size);
    coded_.forget();
    for (std::size_t i = 0; i < style.planes; ++i) coded_.lend(i, to[i]);

    // What is wanted is the encoder's array of coefficients, not a JPEG. It keeps one where it goes over the picture
    // several times, as for a progressive JPEG, and fills it the first time; there we stop. The first scan has
    // the DCs alone, as that is the least work.
    static constexpr jpeg_scan_info color[] = {
        {3, {0, 1, 2}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}, {1, {1}, 1, 63, 0, 0}, {1, {2}, 1, 63, 0, 0}};
    static constexpr jpeg_scan_info gray[] = {{1, {0}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}};
    output_.set(&coder_, 0);
    const bool done = errors_.run([&] {
        put_style(style, pixels_of(style, strip), &coder_);
        put_standard_tables(&coder_);
        coder_.scan_info = style.planes == 1 ? gray : color;
        coder_.num_scans = style.planes == 1 ? 2 : 4;
        coder_.raw_data_in = TRUE;
        coder_.dct_method = JDCT_ISLOW;
        jpeg_start_compress(&coder_, TRUE);
        for (std::uint32_t y = 0; y < strip.height; ++y) {
            const std::size_t first = std::size_t{y} * strip.width;
            gather(region, from, mcus.subspan(first, std::min<std::size_t>(strip.width, mcus.size() - first)));
        }
    });
    jpeg_abort_compress(&coder_);
    if (!done) errors_.raise_writing();
}

/// The next row of the strip.
void JpegRegionCoder::gather(const JpegRegion& region, const RegionPlanes& from, std::span<const std::uint32_t> mcus) {
    JSAMPROW rows[3][32];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (std::size_t i = 0; i < region.style.planes; ++i) {
        const std::size_t wide = region.style.component[i].h * 8, high = region.style.component[i].v * 8;
        const std::size_t stride = coder_.image_width / (region.style.component[0].h * 8) * wide;
        for (std::size_t k = 0; k < high; ++k) rows[i][k] = strip_.data() + strip_begin_[i] + k * stride;
        for (std::size_t n = 0; n < mcus.size(); ++n) {
            const std::size_t x = mcus[n] % region.mcus.width * wide, y = mcus[n] / region.mcus.width * high;
            for (std::size_t k = 0; k < high; ++k)
                std::memcpy(rows[i][k] + n * wide, from[i].data + (y + k) * from[i].stride + x, wide);
        }
    }
    jpeg_write_raw_data(&coder_, planes, region.style.component[0].v * 8);
}

}  // namespace sluice
