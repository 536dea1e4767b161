#include "codec/jpeg_source.hpp"

#include <algorithm>
#include <cstring>

#include <jerror.h>

#include "codec/jpeg_error.hpp"

namespace sluice {

namespace {

constexpr std::array<JOCTET, 2> end_of_image = {0xff, JPEG_EOI};

void begin(j_decompress_ptr) {}
void end(j_decompress_ptr) {}

boolean made_up_end(j_decompress_ptr decoder) {
    WARNMS(decoder, JWRN_JPEG_EOF);
    decoder->src->next_input_byte = end_of_image.data();
    decoder->src->bytes_in_buffer = end_of_image.size();
    return TRUE;
}

void skip(j_decompress_ptr decoder, long count) {
    if (count <= 0) return;
    jpeg_source_mgr& source = *decoder->src;
    if (static_cast<std::size_t>(count) > source.bytes_in_buffer) {
        made_up_end(decoder);
        return;
    }
    source.next_input_byte += count;
    source.bytes_in_buffer -= static_cast<std::size_t>(count);
}

/// Taken once from an encoder that was just made.
struct StandardTables {
    std::array<JHUFF_TBL, 2> dc{}, ac{};

    StandardTables() {
        JpegErrors errors;
        jpeg_compress_struct encoder{};
        encoder.err = &errors;
        const bool made = errors.run([&] {
            jpeg_create_compress(&encoder);
            encoder.in_color_space = JCS_YCbCr;
            encoder.input_components = 3;
            jpeg_set_defaults(&encoder);
        });
        if (!made) errors.raise_writing();
        for (std::size_t i = 0; i < 2; ++i) {
            dc[i] = *encoder.dc_huff_tbl_ptrs[i];
            ac[i] = *encoder.ac_huff_tbl_ptrs[i];
            dc[i].sent_table = ac[i].sent_table = FALSE;
        }
        jpeg_destroy_compress(&encoder);
    }
};

void put(j_common_ptr codec, JHUFF_TBL** slots, const std::array<JHUFF_TBL, 2>& tables) {
    for (std::size_t i = 0; i < NUM_HUFF_TBLS; ++i) {
        if (i < tables.size()) {
            if (!slots[i]) slots[i] = jpeg_alloc_huff_table(codec);
            *slots[i] = tables[i];
        } else if (slots[i]) {
            *slots[i] = JHUFF_TBL{};  // freeing is not foreseen: no code is left in it
        }
    }
}

const StandardTables& standard() {
    static const StandardTables tables;
    return tables;
}

}  // namespace

JpegSource::JpegSource() : jpeg_source_mgr{} {
    init_source = begin;
    fill_input_buffer = made_up_end;
    skip_input_data = skip;
    resync_to_restart = jpeg_resync_to_restart;
    term_source = end;
    standard();  // made here, where exceptions may pass
}

void JpegSource::set(j_decompress_ptr decoder, std::span<const std::byte> bytes) noexcept {
    next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
    bytes_in_buffer = bytes.size();
    decoder->src = this;
}

void put_standard_tables(j_decompress_ptr decoder) {
    const auto codec = reinterpret_cast<j_common_ptr>(decoder);
    put(codec, decoder->dc_huff_tbl_ptrs, standard().dc);
    put(codec, decoder->ac_huff_tbl_ptrs, standard().ac);
    for (JQUANT_TBL* table : decoder->quant_tbl_ptrs)
        if (table) *table = JQUANT_TBL{};
}

void put_standard_tables(j_compress_ptr encoder) {
    const auto codec = reinterpret_cast<j_common_ptr>(encoder);
    put(codec, encoder->dc_huff_tbl_ptrs, standard().dc);
    put(codec, encoder->ac_huff_tbl_ptrs, standard().ac);
}

bool has_quantisers(const jpeg_decompress_struct& decoder) noexcept {
    for (int i = 0; i < decoder.comps_in_scan; ++i) {
        const int slot = decoder.cur_comp_info[i]->quant_tbl_no;
        if (slot < 0 || slot >= NUM_QUANT_TBLS || !decoder.quant_tbl_ptrs[slot]) return false;
        const auto& steps = decoder.quant_tbl_ptrs[slot]->quantval;
        if (std::find(std::begin(steps), std::end(steps), 0) != std::end(steps)) return false;
    }
    return true;
}

}  // namespace sluice
