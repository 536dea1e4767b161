#include "tests/core/codec/plain_blocks.hpp"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace sluice::test {

PlainBlocks plain_blocks(std::span<const std::byte> jpeg) {
    jpeg_error_mgr errors;
    jpeg_decompress_struct decoder{};
    decoder.err = jpeg_std_error(&errors);  // ends the program
    errors.emit_message = [](j_common_ptr codec, int level) { codec->err->num_warnings += level < 0; };
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    jpeg_read_header(&decoder, TRUE);
    jvirt_barray_ptr* arrays = jpeg_read_coefficients(&decoder);
    PlainBlocks plain{decoder.image_width, decoder.image_height, decoder.restart_interval, errors.num_warnings, {}};
    for (int i = 0; i < decoder.num_components; ++i) {
        const jpeg_component_info& info = decoder.comp_info[i];
        PlainBlocks::Component component{info.h_samp_factor,   info.v_samp_factor,    {},
                                         info.width_in_blocks, info.height_in_blocks, {}};
        if (decoder.num_components == 1) component.h = component.v = 1;  // say nothing there
        for (std::size_t k = 0; k < 64; ++k) component.quantiser[k] = info.quant_table->quantval[k];
        for (JDIMENSION y = 0; y < info.height_in_blocks; ++y) {
            JBLOCKARRAY rows =
                decoder.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&decoder), arrays[i], y, 1, FALSE);
            component.blocks.insert(component.blocks.end(), &rows[0][0][0], &rows[0][0][0] + 64 * info.width_in_blocks);
        }
        plain.components.push_back(std::move(component));
    }
    jpeg_destroy_decompress(&decoder);
    return plain;
}

const char* difference(const PlainBlocks& a, const PlainBlocks& b) {
    if (a.width != b.width || a.height != b.height) return "size";
    if (a.components.size() != b.components.size()) return "components";
    for (std::size_t i = 0; i < a.components.size(); ++i) {
        const auto &one = a.components[i], &other = b.components[i];
        if (one.h != other.h || one.v != other.v) return "sampling";
        if (one.quantiser != other.quantiser) return "quantisers";
        if (one.wide != other.wide || one.high != other.high) return "blocks";
        if (one.blocks != other.blocks) return "coefficients";
    }
    return "";
}

std::vector<std::byte> recoded(std::span<const std::byte> jpeg, const Recoding& recoding) {
    jpeg_error_mgr errors;
    jpeg_decompress_struct decoder{};
    jpeg_compress_struct encoder{};
    decoder.err = encoder.err = jpeg_std_error(&errors);
    errors.emit_message = [](j_common_ptr, int) {};  // steps too coarse for baseline are meant
    jpeg_create_decompress(&decoder);
    jpeg_create_compress(&encoder);
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &bytes, &size);
    jpeg_read_header(&decoder, TRUE);
    jvirt_barray_ptr* arrays = jpeg_read_coefficients(&decoder);
    jpeg_copy_critical_parameters(&decoder, &encoder);
    encoder.optimize_coding = recoding.optimised;
    encoder.arith_code = recoding.arithmetic;
    encoder.restart_interval = recoding.restart_interval;
    for (JQUANT_TBL* table : encoder.quant_tbl_ptrs)
        if (table)
            for (UINT16& step : table->quantval) step = static_cast<UINT16>(step * recoding.coarse);
    std::vector<jpeg_scan_info> scans;
    if (recoding.separate_scans)
        for (int i = 0; i < encoder.num_components; ++i) scans.push_back({1, {i}, 0, 63, 0, 0});
    if (recoding.endless) {
        scans.push_back({encoder.num_components, {0, 1, 2}, 0, 0, 0, 0});
        for (int i = 0; i < encoder.num_components; ++i)
            for (int k = 1; k < 64; ++k) scans.push_back({1, {i}, k, k, 0, 0});
    }
    if (!scans.empty()) {
        encoder.scan_info = scans.data();
        encoder.num_scans = static_cast<int>(scans.size());
    }
    jpeg_write_coefficients(&encoder, arrays);
    jpeg_finish_compress(&encoder);
    std::vector<std::byte> made(reinterpret_cast<std::byte*>(bytes), reinterpret_cast<std::byte*>(bytes) + size);
    jpeg_destroy_compress(&encoder);
    jpeg_destroy_decompress(&decoder);
    std::free(bytes);
    return made;
}

std::vector<std::uint8_t> plain_samples(std::span<const std::byte> jpeg, int component) {
    jpeg_error_mgr errors;
    jpeg_decompress_struct decoder{};
    decoder.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    jpeg_read_header(&decoder, TRUE);
    decoder.raw_data_out = TRUE;
    decoder.out_color_space = decoder.jpeg_color_space;
    decoder.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&decoder);
    const unsigned lines = static_cast<unsigned>(decoder.max_v_samp_factor) * 8;
    std::vector<std::vector<std::uint8_t>> planes;
    std::vector<std::vector<JSAMPROW>> rows(3, std::vector<JSAMPROW>(32));
    JSAMPARRAY pointers[3] = {rows[0].data(), rows[1].data(), rows[2].data()};
    for (int i = 0; i < decoder.num_components; ++i) {
        const jpeg_component_info& info = decoder.comp_info[i];
        planes.emplace_back(std::size_t{info.width_in_blocks + 4} * 8 * (info.height_in_blocks + 4) * 8);
    }
    for (unsigned y = 0; y < decoder.output_height; y += lines) {
        for (int i = 0; i < decoder.num_components; ++i) {
            const jpeg_component_info& info = decoder.comp_info[i];
            const std::size_t high = static_cast<std::size_t>(info.v_samp_factor) * 8;
            for (std::size_t k = 0; k < high; ++k)
                rows[i][k] = planes[i].data() + (y / lines * high + k) * (info.width_in_blocks + 4) * 8;
        }
        jpeg_read_raw_data(&decoder, pointers, lines);
    }
    const jpeg_component_info& info = decoder.comp_info[component];
    std::vector<std::uint8_t> samples;
    for (JDIMENSION y = 0; y < info.downsampled_height; ++y) {
        const auto row =
            planes[component].begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * (info.width_in_blocks + 4) * 8);
        samples.insert(samples.end(), row, row + static_cast<std::ptrdiff_t>(info.downsampled_width));
    }
    jpeg_destroy_decompress(&decoder);
    return samples;
}

}  // namespace sluice::test
