#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sluice::test {

/// What libjpeg reads from a JPEG when it is called as its manual says, with nothing of ours between.
struct PlainBlocks {
    struct Component {
        int h = 0, v = 0;
        std::array<std::uint16_t, 64> quantiser{};
        std::uint32_t wide = 0, high = 0;  ///< blocks that the picture reaches into
        std::vector<std::int16_t> blocks;
        friend bool operator==(const Component&, const Component&) = default;
    };
    std::uint32_t width = 0, height = 0;
    unsigned restart_interval = 0;
    long warnings = 0;
    std::vector<Component> components;
};

/// Ends the program where it cannot be read at all.
PlainBlocks plain_blocks(std::span<const std::byte> jpeg);

/// What differs first, in words; empty where size, sampling, quantisers and coefficients are the same.
const char* difference(const PlainBlocks& a, const PlainBlocks& b);

/// The same blocks as an unusual JPEG.
struct Recoding {
    bool optimised = false;       ///< Huffman tables with the codes of this picture alone
    bool separate_scans = false;  ///< Y, Cb and Cr one after the other
    bool arithmetic = false;
    bool endless = false;  ///< progressive, a scan for each coefficient: 190 of them
    unsigned coarse = 1;   ///< times the quantisers: beyond 255 they take 16 bits
    unsigned restart_interval = 0;
};
std::vector<std::byte> recoded(std::span<const std::byte> jpeg, const Recoding& recoding);

/// The Y samples as libjpeg decodes them, `width` to a row; other components' with their own.
std::vector<std::uint8_t> plain_samples(std::span<const std::byte> jpeg, int component);

}  // namespace sluice::test
