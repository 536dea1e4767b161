#include "jpeg_encoder.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <jpeglib.h>

namespace sluice::pattern {

namespace {

/// libjpeg ends the process on a failure unless it is jumped out of. Functions that are jumped out of
/// hold nothing with a destructor.
struct Trap {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

void spring(j_common_ptr info) { std::longjmp(reinterpret_cast<Trap*>(info->err)->back, 1); }
void keep_quiet(j_common_ptr) {}

jpeg_error_mgr* set(Trap& trap) {
    jpeg_std_error(&trap.manager);
    trap.manager.error_exit = spring;
    trap.manager.output_message = keep_quiet;
    return &trap.manager;
}

bool compress(jpeg_compress_struct& info, Trap& trap, const Drawing& drawing, JSAMPLE* row, int quality) {
    if (setjmp(trap.back) != 0) return false;
    info.image_width = drawing.width;
    info.image_height = drawing.height;
    info.input_components = 3;
    info.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.comp_info[0].h_samp_factor = 2;
    info.comp_info[0].v_samp_factor = 1;
    info.restart_in_rows = 1;
    jpeg_start_compress(&info, TRUE);
    for (std::uint32_t y = 0; y < drawing.height; ++y) {
        for (std::uint32_t x = 0; x < drawing.width; ++x) {
            const Colour& dot = drawing.at(x, y);
            row[3 * x] = dot.y;
            row[3 * x + 1] = dot.u;
            row[3 * x + 2] = dot.v;
        }
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

jvirt_barray_ptr* read_blocks(jpeg_decompress_struct& info, Trap& trap) {
    if (setjmp(trap.back) != 0) return nullptr;
    jpeg_read_header(&info, TRUE);
    return jpeg_read_coefficients(&info);
}

JBLOCKARRAY block_row(jpeg_decompress_struct& info, Trap& trap, jvirt_barray_ptr blocks, std::uint32_t row) {
    if (setjmp(trap.back) != 0) return nullptr;
    return info.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&info), blocks, row, 1, FALSE);
}

HuffmanCodes codes_of(const JHUFF_TBL& table) {
    return {std::span<const std::uint8_t, 17>(table.bits), std::span<const std::uint8_t>(table.huffval)};
}

}  // namespace

std::vector<std::byte> encode_jpeg(const Drawing& drawing, int quality) {
    std::vector<JSAMPLE> row(std::size_t{drawing.width} * 3);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    Trap trap;
    jpeg_compress_struct info;
    info.err = set(trap);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &out, &size);
    const bool done = compress(info, trap, drawing, row.data(), quality);
    jpeg_destroy_compress(&info);
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner(out, std::free);
    if (!done) throw std::runtime_error("libjpeg cannot encode the pattern");
    const auto* first = reinterpret_cast<const std::byte*>(out);
    return {first, first + size};
}

JpegInside look_inside(const std::vector<std::byte>& jpeg) {
    Trap trap;
    jpeg_decompress_struct info;
    info.err = set(trap);
    jpeg_create_decompress(&info);
    const auto destroy = [](jpeg_decompress_struct* what) { jpeg_destroy_decompress(what); };
    const std::unique_ptr<jpeg_decompress_struct, decltype(destroy)> owner(&info, destroy);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    jvirt_barray_ptr* blocks = read_blocks(info, trap);
    if (!blocks) throw std::runtime_error("libjpeg cannot read the pattern");

    JpegInside inside;
    inside.columns = info.comp_info[0].width_in_blocks;
    inside.rows = info.comp_info[0].height_in_blocks;
    for (std::uint32_t y = 0; y < inside.rows; ++y) {
        JBLOCKARRAY row = block_row(info, trap, blocks[0], y);
        if (!row) throw std::runtime_error("libjpeg cannot read the pattern");
        for (std::uint32_t x = 0; x < inside.columns; ++x) {
            JpegInside::Block block;
            std::copy_n(row[0][x], block.size(), block.begin());
            inside.luma.push_back(block);
        }
    }
    for (std::size_t i = 0; i < 2; ++i) {
        inside.dc.push_back(codes_of(*info.dc_huff_tbl_ptrs[i]));
        inside.ac.push_back(codes_of(*info.ac_huff_tbl_ptrs[i]));
    }
    return inside;
}

}  // namespace sluice::pattern
