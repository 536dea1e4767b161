#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice {

/// How a camera encodes: what a picture made from its frames should be encoded like.
struct JpegStyle {
    std::uint32_t planes = 0;  ///< 1 or 3; 0: not known, or nothing to imitate
    struct Component {
        std::uint32_t h = 1, v = 1;                 ///< sampling factors
        std::array<std::uint16_t, 64> quantiser{};  ///< row by row
    };
    std::array<Component, 3> component{};
};

/// From a JPEG's header, about a microsecond; `planes` 0 for what is no JPEG of gray or YCbCr. [any thread]
[[nodiscard]] JpegStyle style_of(std::span<const std::byte> jpeg) noexcept;

}  // namespace sluice
