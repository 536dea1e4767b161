#include "codec/full_range.hpp"

namespace sluice {

// 255/219 is 1 + 36/219 and 255/224 is 1 + 31/224. The small part is taken as a share of 65536 of the value times 256:
// all fits 16 bits, so that a compiler makes eight or sixteen of them at once. Both constants were tried with every
// value: the results are those of exact rounding (a half goes up).

void expand_luma(std::uint8_t* row, std::size_t count) noexcept {
    constexpr std::uint32_t share = 10774;  // 36 / 219 * 65536, up to what rounding needs
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t above = row[i] > 16 ? static_cast<std::uint8_t>(row[i] - 16) : std::uint8_t{0};
        const auto value = static_cast<std::uint16_t>((above < 219 ? above : 219) << 8);
        const auto more = static_cast<std::uint16_t>(value * share >> 16);
        row[i] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(value + more + 128) >> 8);
    }
}

void expand_chroma(std::uint8_t* row, std::size_t count) noexcept {
    constexpr std::uint32_t share = 9070;  // 31 / 224 * 65536, likewise
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t above = row[i] > 16 ? static_cast<std::uint8_t>(row[i] - 16) : std::uint8_t{0};
        const auto value = static_cast<std::uint16_t>((above < 224 ? above : 224) << 8);
        const auto more = static_cast<std::uint16_t>(value * share >> 16);
        const auto whole = static_cast<std::uint16_t>((static_cast<std::uint16_t>(value + more) >> 8) + 1);
        row[i] = static_cast<std::uint8_t>(whole < 255 ? whole : 255);
    }
}

}  // namespace sluice
