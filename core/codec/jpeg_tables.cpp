#include "codec/jpeg_tables.hpp"

#include <algorithm>
#include <bitset>
#include <iterator>

#include "codec/jpeg_source.hpp"

namespace sluice {

namespace {

/// The symbols of this table; nothing where one comes twice, which decoders take and encoders do not.
std::bitset<256> symbols_of(const JHUFF_TBL& table) noexcept {
    std::bitset<256> symbols;
    std::size_t count = 0;
    for (std::size_t length = 1; length <= 16; ++length) count += table.bits[length];
    if (count > 256) return {};
    for (std::size_t i = 0; i < count; ++i) {
        if (symbols[table.huffval[i]]) return {};
        symbols.set(table.huffval[i]);
    }
    return symbols;
}

/// Exactly the differences of 0 to 11 bits (ITU T.81 F.1.2.1).
bool codes_all_dc(const JHUFF_TBL& table) noexcept { return symbols_of(table) == std::bitset<256>((1u << 12) - 1); }

/// At least values of 1 to 10 bits after 0 to 15 zeros, sixteen zeros and the end of a block (ITU T.81 F.1.2.2).
bool codes_all_ac(const JHUFF_TBL& table) noexcept {
    const std::bitset<256> symbols = symbols_of(table);
    if (!symbols[0x00] || !symbols[0xf0]) return false;
    for (std::size_t zeros = 0; zeros < 16; ++zeros)
        for (std::size_t size = 1; size <= 10; ++size)
            if (!symbols[zeros << 4 | size]) return false;
    return true;
}

HuffmanTable kept(const JHUFF_TBL& table) noexcept {
    HuffmanTable copy;
    std::copy(std::begin(table.bits), std::end(table.bits), copy.bits.begin());
    std::copy(std::begin(table.huffval), std::end(table.huffval), copy.values.begin());
    return copy;
}

void put(const HuffmanTable& table, JHUFF_TBL& slot) noexcept {
    std::copy(table.bits.begin(), table.bits.end(), slot.bits);
    std::copy(table.values.begin(), table.values.end(), slot.huffval);
    slot.sent_table = FALSE;
}

}  // namespace

HuffmanTables huffman_tables_of(const jpeg_decompress_struct& decoder) noexcept {
    HuffmanTables tables;
    if (decoder.progressive_mode || decoder.arith_code || decoder.comps_in_scan != decoder.num_components ||
        decoder.num_components > 3)
        return tables;
    for (int i = 0; i < decoder.num_components; ++i) {
        const int dc = decoder.comp_info[i].dc_tbl_no, ac = decoder.comp_info[i].ac_tbl_no;
        // Baseline has two of each; more are rare, and the standard ones do.
        if (dc < 0 || dc > 1 || ac < 0 || ac > 1 || !decoder.dc_huff_tbl_ptrs[dc] || !decoder.ac_huff_tbl_ptrs[ac])
            return tables;
        if (!codes_all_dc(*decoder.dc_huff_tbl_ptrs[dc]) || !codes_all_ac(*decoder.ac_huff_tbl_ptrs[ac])) return tables;
        const auto index = static_cast<std::size_t>(i);
        tables.dc_of[index] = static_cast<std::uint8_t>(dc);
        tables.ac_of[index] = static_cast<std::uint8_t>(ac);
        tables.dc[static_cast<std::size_t>(dc)] = kept(*decoder.dc_huff_tbl_ptrs[dc]);
        tables.ac[static_cast<std::size_t>(ac)] = kept(*decoder.ac_huff_tbl_ptrs[ac]);
    }
    tables.complete = true;
    return tables;
}

void put_huffman_tables(const HuffmanTables& tables, j_compress_ptr encoder) {
    put_standard_tables(encoder);
    if (!tables.complete) return;
    for (int i = 0; i < encoder->num_components; ++i) {
        const auto index = static_cast<std::size_t>(i);
        const std::uint8_t dc = tables.dc_of[index], ac = tables.ac_of[index];
        encoder->comp_info[i].dc_tbl_no = dc;
        encoder->comp_info[i].ac_tbl_no = ac;
        put(tables.dc[dc], *encoder->dc_huff_tbl_ptrs[dc]);
        put(tables.ac[ac], *encoder->ac_huff_tbl_ptrs[ac]);
    }
}

}  // namespace sluice
