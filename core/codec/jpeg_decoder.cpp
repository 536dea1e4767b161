#include "codec/jpeg_decoder.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codec/damage.hpp"

namespace sluice {

namespace {

// More than any encoder writes; a few bytes a scan could else keep a lane busy for minutes.
constexpr int most_scans = 100;

void bound_scans(j_common_ptr codec) {
    if (reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number > most_scans)
        static_cast<JpegErrors*>(codec->err)->fail("more than 100 scans");
}

std::string text_of(std::uint64_t width, std::uint64_t height) {
    return std::to_string(width) + "x" + std::to_string(height);
}

JDIMENSION whole(JDIMENSION blocks, int factor) {  // MCUs
    const auto unit = static_cast<JDIMENSION>(factor);
    return (blocks + unit - 1) / unit * unit;
}

/// Where each of libjpeg's rows of one turn goes: at most 4 blocks of 8 rows.
using Rows = std::array<JSAMPROW, 4 * DCTSIZE>;

}  // namespace

JpegDecoder::JpegDecoder() {
    decoder_.err = &errors_;
    if (!errors_.run([this] { jpeg_create_decompress(&decoder_); })) errors_.raise();
    memory_.attach(reinterpret_cast<j_common_ptr>(&decoder_));
    progress_.progress_monitor = bound_scans;
    decoder_.progress = &progress_;
}

JpegDecoder::~JpegDecoder() { jpeg_destroy_decompress(&decoder_); }

PixelsPtr JpegDecoder::decode(std::span<const std::byte> jpeg, const Order& order, BufferPool& pool) {
    struct Abort {  // whatever happens, the struct is ready for the next frame
        jpeg_decompress_struct& decoder;
        ~Abort() { jpeg_abort_decompress(&decoder); }
    } const abort{decoder_};

    errors_.forget_losses();
    read_header(jpeg);
    check(order);
    const BufferPool::Block coefficients = lend_coefficients(pool);
    start(order);
    PixelMemory memory = take_memory(pool, order.chroma);
    read_planes(memory);
    if (order.chroma && decoder_.num_components == 1)
        for (std::size_t i : {1, 2}) fill_plane(memory.plane[i], 128);

    Pixels like;
    like.shrink = order.shrink;
    like.partial = errors_.lost_data();
    return make_pixels(order.chroma ? Format::i420 : Format::gray, {decoder_.output_width, decoder_.output_height},
                       std::move(memory), like);
}

void JpegDecoder::read_header(std::span<const std::byte> jpeg) {
    const bool read = errors_.run([&] {
        source_.set(&decoder_, jpeg);
        put_standard_tables(&decoder_);
        jpeg_read_header(&decoder_, TRUE);
    });
    if (!read) errors_.raise();
}

void JpegDecoder::check(const Order& order) const {
    const std::uint64_t width = decoder_.image_width, height = decoder_.image_height;
    const Size& expected = order.expected;
    const bool sized = expected.width != 0 && expected.height != 0;
    if (sized && (width != expected.width || height != expected.height))
        throw Damage("a damaged JPEG: it is " + text_of(width, height) + " where its frame is " +
                         text_of(expected.width, expected.height),
                     "look at the camera's cable and its USB hub");
    if (width * height > order.most_pixels)
        throw Damage("a JPEG of " + text_of(width, height) + " pixels is larger than the " +
                         std::to_string(order.most_pixels / 1'000'000) + " million anybody is ready for",
                     "send smaller pictures");
    if (decoder_.jpeg_color_space != JCS_GRAYSCALE && decoder_.jpeg_color_space != JCS_YCbCr) {
        const bool rgb = decoder_.jpeg_color_space == JCS_RGB;
        const bool cmyk = decoder_.jpeg_color_space == JCS_CMYK || decoder_.jpeg_color_space == JCS_YCCK;
        throw Error(std::string(cmyk  ? "a CMYK"
                                : rgb ? "an RGB"
                                      : "an unusual") +
                        " JPEG; only gray and YCbCr can be opened",
                    "have whatever made it write a usual one");
    }
    const jpeg_component_info& luma = decoder_.comp_info[0];
    if (luma.h_samp_factor != decoder_.max_h_samp_factor || luma.v_samp_factor != decoder_.max_v_samp_factor)
        throw Error("a JPEG with a luma coarser than its chroma", "have whatever made it write a usual one");
    if (!has_quantisers(decoder_))
        throw Damage("a damaged JPEG: it has no quantisation table", "look at the camera's cable and its USB hub");
}

/// A picture of several scans is complete only when all of its coefficients were read.
BufferPool::Block JpegDecoder::lend_coefficients(BufferPool& pool) {
    memory_.forget();
    if (!jpeg_has_multiple_scans(&decoder_)) return {};
    std::array<JDIMENSION, 3> wide{}, high{};
    std::size_t total = 0;
    const auto components = static_cast<std::size_t>(decoder_.num_components);
    for (std::size_t i = 0; i < components; ++i) {
        const jpeg_component_info& component = decoder_.comp_info[i];
        wide[i] = whole(component.width_in_blocks, component.h_samp_factor);
        high[i] = whole(component.height_in_blocks, component.v_samp_factor);
        total += sizeof(JBLOCK) * wide[i] * high[i];
    }
    BufferPool::Block block = pool.take(total);
    if (!block) raise_no_memory(pool);
    auto* data = reinterpret_cast<std::int16_t*>(block.bytes.data());
    for (std::size_t i = 0; i < components; ++i) {
        memory_.lend(i, data, wide[i], wide[i], high[i]);
        data += std::size_t{DCTSIZE2} * wide[i] * high[i];
    }
    return block;
}

void JpegDecoder::start(const Order& order) {
    decoder_.out_color_space = order.chroma ? decoder_.jpeg_color_space : JCS_GRAYSCALE;
    decoder_.raw_data_out = TRUE;
    decoder_.scale_num = 1;
    decoder_.scale_denom = order.shrink;
    decoder_.dct_method = JDCT_ISLOW;
    decoder_.do_fancy_upsampling = FALSE;
    // Only of use for half a progressive JPEG, and then luma would depend on whether chroma was asked for.
    decoder_.do_block_smoothing = FALSE;
    // In raw mode libjpeg has no colour converter that would leave these out for gray.
    for (int i = 1; i < decoder_.num_components; ++i)
        decoder_.comp_info[i].component_needed = order.chroma ? TRUE : FALSE;
    if (!errors_.run([this] { jpeg_start_decompress(&decoder_); })) errors_.raise();
}

PixelMemory JpegDecoder::take_memory(BufferPool& pool, bool chroma) const {
    std::array<PlaneShape, 3> shapes{};
    const int wanted = chroma ? decoder_.num_components : 1;
    for (int i = 0; i < wanted; ++i) {
        const jpeg_component_info& component = decoder_.comp_info[i];
        const auto block = static_cast<std::uint32_t>(component.DCT_scaled_size);
        const auto v = static_cast<std::uint32_t>(component.v_samp_factor);
        shapes[static_cast<std::size_t>(i)] = {component.downsampled_width, component.downsampled_height,
                                               whole(component.width_in_blocks, component.h_samp_factor) * block,
                                               decoder_.total_iMCU_rows * v * block};
    }
    if (chroma && wanted == 1) {
        const PlaneShape half{(shapes[0].width + 1) / 2, (shapes[0].height + 1) / 2};
        shapes[1] = shapes[2] = half;
    }
    return take_planes(pool, std::span(shapes).first(chroma ? 3 : 1));
}

void JpegDecoder::read_planes(const PixelMemory& memory) {
    std::array<Rows, 3> rows;
    std::array<JSAMPARRAY, 3> planes{rows[0].data(), rows[1].data(), rows[2].data()};
    const auto lines = static_cast<JDIMENSION>(decoder_.max_v_samp_factor * decoder_.min_DCT_scaled_size);
    const auto components = static_cast<std::size_t>(std::min(decoder_.num_components, 3));
    const bool read = errors_.run([&] {
        for (std::uint32_t turn = 0; decoder_.output_scanline < decoder_.output_height; ++turn) {
            for (std::size_t i = 0; i < components; ++i) {
                const jpeg_component_info& component = decoder_.comp_info[i];
                if (!component.component_needed) continue;
                const auto count = static_cast<std::uint32_t>(component.v_samp_factor * component.DCT_scaled_size);
                for (std::uint32_t y = 0; y < count; ++y) rows[i][y] = memory.plane[i].row(turn * count + y);
            }
            jpeg_read_raw_data(&decoder_, planes.data(), lines);
        }
    });
    if (!read) errors_.raise();
}

}  // namespace sluice
