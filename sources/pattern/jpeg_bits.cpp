#include "jpeg_bits.hpp"

#include <algorithm>
#include <cstdlib>

namespace sluice::pattern {

namespace {

constexpr std::array<std::uint8_t, 64> zigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

constexpr unsigned end_of_block = 0x00, sixteen_zeros = 0xf0;

bool holds_ff(std::uint32_t word) { return ((~word - 0x01010101u) & word & 0x80808080u) != 0; }

}  // namespace

HuffmanCodes::HuffmanCodes(std::span<const std::uint8_t, 17> counts, std::span<const std::uint8_t> symbols) {
    std::uint16_t code = 0;
    std::size_t next = 0;
    for (unsigned length = 1; length <= 16; ++length, code = static_cast<std::uint16_t>(code << 1))
        for (unsigned i = 0; i < counts[length] && next < symbols.size(); ++i, ++next, ++code) {
            codes_[symbols[next]] = code;
            lengths_[symbols[next]] = static_cast<std::uint8_t>(length);
        }
}

void BitString::put(std::uint32_t value, unsigned count) {
    while (count > 0) {
        const unsigned used = size_ % 32;
        if (used == 0) words_.push_back(0);
        const unsigned now = std::min(count, 32 - used);
        const std::uint32_t part = static_cast<std::uint32_t>(value >> (count - now)) & static_cast<std::uint32_t>((std::uint64_t{1} << now) - 1);
        words_.back() |= part << (32 - used - now);
        size_ += now;
        count -= now;
    }
}

void BitString::put(const BitString& other) {
    for (std::size_t i = 0; i < other.size_; i += 32) {
        const unsigned count = static_cast<unsigned>(std::min<std::size_t>(32, other.size_ - i));
        put(other.words_[i / 32] >> (32 - count), count);
    }
}

void BitWriter::put(const BitString& bits) noexcept {
    const std::size_t whole = bits.size() / 32;
    const unsigned rest = bits.size() % 32;
    for (std::size_t i = 0; i < whole; ++i) put(bits.words()[i], 32);
    if (rest != 0) put(bits.words()[whole] >> (32 - rest), rest);
}

void BitWriter::drain() noexcept {
    filled_ -= 32;
    const auto word = static_cast<std::uint32_t>(held_ >> filled_);
    if (!holds_ff(word)) {
        for (unsigned i = 0; i < 4; ++i) *to_++ = static_cast<std::byte>(word >> (24 - 8 * i));
        return;
    }
    for (unsigned i = 0; i < 4; ++i) put_byte(word >> (24 - 8 * i) & 0xff);
}

void BitWriter::put_byte(std::uint32_t value) noexcept {
    *to_++ = static_cast<std::byte>(value);
    if (value == 0xff) *to_++ = std::byte{0};
}

std::byte* BitWriter::finish() noexcept {
    const unsigned pad = (8 - filled_ % 8) % 8;
    put((1u << pad) - 1, pad);
    while (filled_ > 0) {
        filled_ -= 8;
        put_byte(static_cast<std::uint32_t>(held_ >> filled_) & 0xff);
    }
    return to_;
}

void put_ac(BitString& bits, const HuffmanCodes& ac, std::span<const std::int16_t, 64> block) {
    unsigned zeros = 0;
    for (std::size_t k = 1; k < 64; ++k) {
        const int value = block[zigzag[k]];
        if (value == 0) {
            ++zeros;
            continue;
        }
        for (; zeros >= 16; zeros -= 16) bits.put(ac.code(sixteen_zeros), ac.length(sixteen_zeros));
        unsigned category = 0;
        for (int rest = std::abs(value); rest != 0; rest >>= 1) ++category;
        const unsigned symbol = zeros << 4 | category;
        bits.put(ac.code(symbol), ac.length(symbol));
        bits.put(static_cast<std::uint32_t>(value < 0 ? value + (1 << category) - 1 : value), category);
        zeros = 0;
    }
    if (zeros != 0) bits.put(ac.code(end_of_block), ac.length(end_of_block));
}

}  // namespace sluice::pattern
