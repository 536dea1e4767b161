#include "sources/pattern/jpeg_bits.hpp"

#include <gtest/gtest.h>

namespace sluice::pattern {
namespace {

TEST(BitWriter, stuffs_a_zero_behind_ff_and_fills_with_ones) {
    std::array<std::byte, 32> room{};
    BitWriter writer(room.data());
    writer.put(0xff, 8);
    writer.put(0x12, 8);
    writer.put(0xffff, 16);
    writer.put(0b101, 3);
    const auto size = static_cast<std::size_t>(writer.finish() - room.data());
    const std::array<unsigned, 8> wanted = {0xff, 0, 0x12, 0xff, 0, 0xff, 0, 0b10111111};
    ASSERT_EQ(size, wanted.size());
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(std::to_integer<unsigned>(room[i]), wanted[i]) << i;
}

TEST(BitWriter, bit_strings_may_begin_anywhere) {
    for (unsigned shift = 0; shift < 32; ++shift) {
        BitString once, twice;
        for (unsigned i = 0; i < 77; ++i) once.put(i * 2654435761u >> 27, 5);
        twice.put(0, shift);
        twice.put(once);
        std::array<std::byte, 256> a{}, b{};
        BitWriter direct(a.data()), composed(b.data());
        direct.put(0, shift);
        for (unsigned i = 0; i < 77; ++i) direct.put(i * 2654435761u >> 27, 5);
        composed.put(twice);
        ASSERT_EQ(direct.finish() - a.data(), composed.finish() - b.data());
        EXPECT_EQ(a, b) << shift;
    }
}

TEST(HuffmanCodes, are_counted_up_length_by_length) {
    const std::array<std::uint8_t, 17> counts = {0, 0, 1, 2};
    const std::array<std::uint8_t, 3> symbols = {7, 1, 0};
    const HuffmanCodes codes(counts, symbols);
    EXPECT_EQ(codes.code(7), 0b00u);
    EXPECT_EQ(codes.code(1), 0b010u);
    EXPECT_EQ(codes.code(0), 0b011u);
    EXPECT_EQ(codes.length(7), 2u);
    EXPECT_EQ(codes.length(0), 3u);
}

}  // namespace
}  // namespace sluice::pattern
