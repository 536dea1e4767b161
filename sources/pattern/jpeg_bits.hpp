#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sluice::pattern {

/// The code words of one Huffman table, by symbol. ITU T.81 annex C.
class HuffmanCodes {
public:
    /// `counts[n]`: how many codes have n bits, 1 to 16; `symbols` in the order of their codes.
    HuffmanCodes(std::span<const std::uint8_t, 17> counts, std::span<const std::uint8_t> symbols);

    [[nodiscard]] std::uint32_t code(unsigned symbol) const noexcept { return codes_[symbol]; }
    [[nodiscard]] unsigned length(unsigned symbol) const noexcept { return lengths_[symbol]; }

private:
    std::array<std::uint16_t, 256> codes_{};
    std::array<std::uint8_t, 256> lengths_{};
};

/// Bits, the first one highest in the first word.
class BitString {
public:
    /// The low `count` bits of value; at most 32.
    void put(std::uint32_t value, unsigned count);
    void put(const BitString& other);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::span<const std::uint32_t> words() const noexcept { return words_; }

private:
    std::vector<std::uint32_t> words_;
    std::size_t size_ = 0;
};

/// Writes entropy-coded data with its byte stuffing. The caller has made sure of the room: two bytes
/// for each eight bits, and eight more.
class BitWriter {
public:
    explicit BitWriter(std::byte* to) noexcept : to_(to) {}

    void put(std::uint32_t value, unsigned count) noexcept {
        held_ = held_ << count | value;
        filled_ += count;
        if (filled_ >= 32) drain();
    }
    void put(const BitString& bits) noexcept;
    /// Fills the last byte with ones; the place behind it.
    [[nodiscard]] std::byte* finish() noexcept;

private:
    void drain() noexcept;
    void put_byte(std::uint32_t value) noexcept;

    std::byte* to_;
    std::uint64_t held_ = 0;
    unsigned filled_ = 0;  // less than 32 between calls
};

/// A DC difference: its category's code word and its bits. ITU T.81 F.1.2.1.
template <typename Bits>
void put_difference(Bits& bits, const HuffmanCodes& dc, int difference) {
    unsigned category = 0;
    for (unsigned rest = static_cast<unsigned>(difference < 0 ? -difference : difference); rest != 0; rest >>= 1) ++category;
    bits.put(dc.code(category), dc.length(category));
    const int value = difference < 0 ? difference + (1 << category) - 1 : difference;
    bits.put(static_cast<std::uint32_t>(value), category);
}

/// The 63 AC values of a block in natural order. ITU T.81 F.1.2.2.
void put_ac(BitString& bits, const HuffmanCodes& ac, std::span<const std::int16_t, 64> block);

}  // namespace sluice::pattern
