#pragma once

#include <cstdint>
#include <string_view>

namespace mask {

/// What is put over a region.
struct Fill {
    /// Cells this wide and high at least are given their mean colour: 8 px cells can be read again, by people
    /// and by programs, 32 px ones cannot.
    static constexpr std::uint32_t least_cell = 32;

    bool pixelate = false;
    std::uint8_t luma = 0;  ///< else; with neutral chroma

    [[nodiscard]] static Fill named(std::string_view name) noexcept {
        if (name == "pixelate") return {true, 0};
        return {false, static_cast<std::uint8_t>(name == "white" ? 255 : name == "gray" ? 128 : 0)};
    }
    /// The value of a plane's samples: 0 is luma.
    [[nodiscard]] std::uint8_t value(std::uint32_t plane) const noexcept { return plane == 0 ? luma : 128; }
};

}  // namespace mask
