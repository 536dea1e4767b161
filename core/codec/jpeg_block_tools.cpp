#include "codec/jpeg_block_tools.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include <jpeglib.h>

#include <sluice/error.hpp>

#include "codec/damage.hpp"
#include "codec/jpeg_blocks.hpp"
#include "codec/jpeg_destination.hpp"
#include "codec/jpeg_error.hpp"
#include "codec/jpeg_memory.hpp"
#include "codec/jpeg_parameters.hpp"
#include "codec/jpeg_region_coder.hpp"
#include "codec/jpeg_source.hpp"
#include "codec/jpeg_tables.hpp"
#include "codec/lender.hpp"

namespace sluice {

namespace {

// A progressive picture has about ten; each costs a pass over it, and a hostile one has thousands.
constexpr int most_scans = 100;

void count_scans(j_common_ptr codec) {
    if (reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number > most_scans)
        static_cast<JpegErrors*>(codec->err)->fail("more than 100 scans");
}

/// Gray, or YCbCr with whole ratios of sampling that fit into an MCU (at most 10 blocks, ITU T.81 B.2.3).
bool is_of_our_kind(const jpeg_decompress_struct& jpeg) noexcept {
    if (jpeg.data_precision != 8) return false;
    if (jpeg.num_components == 1) return jpeg.jpeg_color_space == JCS_GRAYSCALE;
    if (jpeg.num_components != 3 || jpeg.jpeg_color_space != JCS_YCbCr) return false;
    const int h = jpeg.comp_info[0].h_samp_factor, v = jpeg.comp_info[0].v_samp_factor;
    int blocks = 0;
    for (int i = 0; i < 3; ++i) {
        const jpeg_component_info& component = jpeg.comp_info[i];
        if (h % component.h_samp_factor != 0 || v % component.v_samp_factor != 0) return false;
        blocks += component.h_samp_factor * component.v_samp_factor;
    }
    return h != 3 && v != 3 && blocks <= 10;
}

JpegBlocks::Header header_of(const jpeg_decompress_struct& jpeg) noexcept {
    JpegBlocks::Header header;
    header.width = jpeg.image_width;
    header.height = jpeg.image_height;
    header.style.planes = static_cast<std::uint32_t>(jpeg.num_components);
    for (std::size_t i = 0; i < header.style.planes && header.style.planes > 1; ++i) {
        header.style.component[i].h = static_cast<std::uint32_t>(jpeg.comp_info[i].h_samp_factor);
        header.style.component[i].v = static_cast<std::uint32_t>(jpeg.comp_info[i].v_samp_factor);
    }
    header.huffman = huffman_tables_of(jpeg);
    header.restart_interval = jpeg.restart_interval;
    return header;
}

const JpegBlocks& made_here(const Coefficients& blocks) {
    if (const auto* made = dynamic_cast<const JpegBlocks*>(&blocks)) return *made;
    throw Error("coefficients that the host did not make", "take them from Context::edit_coefficients()");
}

}  // namespace

class JpegBlockTools::Parts {
public:
    Parts() {
        reader_.err = writer_.err = &errors_;
        const bool made = errors_.run([this] {
            jpeg_create_decompress(&reader_);
            jpeg_create_compress(&writer_);
        });
        if (!made) errors_.raise_writing();
        progress_.progress_monitor = count_scans;
        reader_.progress = &progress_;
        read_.attach(reinterpret_cast<j_common_ptr>(&reader_));
        written_.attach(reinterpret_cast<j_common_ptr>(&writer_));
    }
    ~Parts() {
        jpeg_destroy_decompress(&reader_);
        jpeg_destroy_compress(&writer_);
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    CoefficientEditPtr read(std::span<const std::byte> jpeg, Size expected, std::uint64_t most_pixels,
                            BufferPool& pixels);
    CoefficientEditPtr copy(const JpegBlocks& blocks, BufferPool& pixels) {
        return std::make_unique<JpegBlocks>(blocks, pixels, coders_);
    }
    Bytes write(const JpegBlocks& blocks, BufferPool& bytes);

private:
    void read_header(std::span<const std::byte> jpeg, Size expected, std::uint64_t most_pixels);
    void read_into(JpegBlocks& blocks, BufferPool& pixels);
    void take_quantisers(JpegStyle& style);
    void check(bool done);

    JpegErrors errors_;
    JpegSource source_;
    JpegDestination output_;
    JpegMemory read_{JpegMemory::Use::fill};
    JpegMemory written_{JpegMemory::Use::write};
    jpeg_progress_mgr progress_{};
    jpeg_decompress_struct reader_{};
    jpeg_compress_struct writer_{};
    std::shared_ptr<Lender<JpegRegionCoder>> coders_ = std::make_shared<Lender<JpegRegionCoder>>();
};

CoefficientEditPtr JpegBlockTools::Parts::read(std::span<const std::byte> jpeg, Size expected,
                                               std::uint64_t most_pixels, BufferPool& pixels) {
    struct Abort {  // whatever happens, the next picture begins with a clean state
        jpeg_decompress_struct& reader;
        ~Abort() { jpeg_abort_decompress(&reader); }
    } const abort{reader_};
    errors_.forget_losses();
    read_header(jpeg, expected, most_pixels);
    if (!is_of_our_kind(reader_)) return nullptr;
    auto blocks = std::make_unique<JpegBlocks>(header_of(reader_), pixels, coders_);
    read_into(*blocks, pixels);
    blocks->set_partial(errors_.lost_data());
    return blocks;
}

void JpegBlockTools::Parts::check(bool done) {
    if (!done) errors_.raise();
}

void JpegBlockTools::Parts::read_header(std::span<const std::byte> jpeg, Size expected, std::uint64_t most_pixels) {
    check(errors_.run([&] {
        put_standard_tables(&reader_);
        source_.set(&reader_, jpeg);
        jpeg_read_header(&reader_, TRUE);
    }));
    const Size size{reader_.image_width, reader_.image_height};
    if (expected != Size{} && size != expected)
        throw Damage("a JPEG of " + std::to_string(size.width) + "x" + std::to_string(size.height) + " in a frame of " +
                         std::to_string(expected.width) + "x" + std::to_string(expected.height),
                     "look at what the camera sends");
    if (std::uint64_t{size.width} * size.height > most_pixels)
        throw Damage("a JPEG of " + std::to_string(size.width) + "x" + std::to_string(size.height) + ", more than " +
                         std::to_string(most_pixels) + " pixels",
                     "look at what the camera sends");
}

/// Fills the blocks. A gray JPEG may state sampling factors, which mean nothing, but libjpeg makes its array larger by
/// them.
void JpegBlockTools::Parts::read_into(JpegBlocks& blocks, BufferPool& pixels) {
    std::array<BlockGrid, 3> grids{};
    BufferPool::Block larger;
    read_.forget();
    for (std::uint32_t i = 0; i < blocks.planes(); ++i) {
        grids[i] = blocks.grid(i);
        if (blocks.planes() == 1) {
            const auto h = static_cast<std::uint32_t>(reader_.comp_info[0].h_samp_factor);
            const auto v = static_cast<std::uint32_t>(reader_.comp_info[0].v_samp_factor);
            grids[0].wide = (grids[0].wide + h - 1) / h * h;
            grids[0].high = (grids[0].high + v - 1) / v * v;
            if (grids[0].size() > blocks.grid(0).size()) {
                larger = pixels.take(grids[0].size() * sizeof(std::int16_t));
                if (!larger) throw Error("no memory for a JPEG's coefficients", "let fewer frames wait");
                grids[0].data = reinterpret_cast<std::int16_t*>(larger.bytes.data());
            }
        }
        read_.lend(i, grids[i]);
    }
    check(errors_.run([&] { jpeg_read_coefficients(&reader_); }));
    read_.finish();
    if (larger)
        for (std::uint32_t y = 0; y < blocks.grid(0).high; ++y)
            std::memcpy(blocks.grid(0).block(0, y), grids[0].block(0, y), std::size_t{blocks.grid(0).wide} * 128);
    take_quantisers(blocks.style());
}

/// libjpeg keeps the quantisers that stood in the tables when a component's first scan began.
void JpegBlockTools::Parts::take_quantisers(JpegStyle& style) {
    for (std::size_t i = 0; i < style.planes; ++i) {
        const JQUANT_TBL* table = reader_.comp_info[i].quant_table;
        if (!table || std::find(std::begin(table->quantval), std::end(table->quantval), 0) != std::end(table->quantval))
            throw Damage("a damaged JPEG: no quantiser for one of its components",
                         "look at the camera's cable and its USB hub");
        std::copy(std::begin(table->quantval), std::end(table->quantval), style.component[i].quantiser.begin());
    }
}

Bytes JpegBlockTools::Parts::write(const JpegBlocks& blocks, BufferPool& bytes) {
    written_.forget();
    for (std::uint32_t i = 0; i < blocks.planes(); ++i) written_.lend(i, blocks.grid(i));
    output_.set(&writer_, 0);
    const bool done = errors_.run([&] {
        put_style(blocks.style(), {blocks.width(), blocks.height()}, &writer_);
        put_huffman_tables(blocks.huffman(), &writer_);
        writer_.restart_interval = blocks.restart_interval();
        jpeg_write_coefficients(&writer_, written_.handles());
        jpeg_finish_compress(&writer_);
    });
    if (!done) {
        jpeg_abort_compress(&writer_);
        errors_.raise_writing();
    }
    Bytes made = bytes.copy(output_.written());
    if (made.empty()) throw Error("no memory for a JPEG", "let fewer frames wait");
    return made;
}

JpegBlockTools::JpegBlockTools() : parts_(std::make_unique<Parts>()) {}
JpegBlockTools::~JpegBlockTools() = default;
JpegBlockTools::JpegBlockTools(JpegBlockTools&&) noexcept = default;
JpegBlockTools& JpegBlockTools::operator=(JpegBlockTools&&) noexcept = default;

CoefficientEditPtr JpegBlockTools::read(std::span<const std::byte> jpeg, Size expected, std::uint64_t most_pixels,
                                        BufferPool& pixels) {
    return parts_->read(jpeg, expected, most_pixels, pixels);
}
CoefficientEditPtr JpegBlockTools::copy(const Coefficients& blocks, BufferPool& pixels) {
    return parts_->copy(made_here(blocks), pixels);
}
Bytes JpegBlockTools::write(const Coefficients& blocks, BufferPool& bytes) {
    return parts_->write(made_here(blocks), bytes);
}
JpegStyle JpegBlockTools::style_of(const Coefficients& blocks) { return made_here(blocks).style(); }

}  // namespace sluice
