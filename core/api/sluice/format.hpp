#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

/// How the bytes of a frame are laid out. One list for config, api and wire.
/// jpeg is one complete JPEG image; the others are raw pixels, see FrameInfo::planes.
enum class Format : std::uint8_t {
    jpeg,   ///< baseline or progressive JPEG (JFIF), as webcams send it
    yuyv,   ///< 4:2:2 packed, Y0 U Y1 V
    uyvy,   ///< 4:2:2 packed, U Y0 V Y1
    nv12,   ///< 4:2:0, a Y plane, then a plane of U V pairs
    nv21,   ///< 4:2:0, a Y plane, then a plane of V U pairs
    i420,   ///< 4:2:0, three planes Y, U, V
    gray,   ///< 8 bit luma
    bgr24,  ///< 8 bit B, G, R
    rgb24,  ///< 8 bit R, G, B
};

inline constexpr std::array<std::string_view, 9> format_names = {
    "jpeg", "yuyv", "uyvy", "nv12", "nv21", "i420", "gray", "bgr24", "rgb24",
};

/// The name used in configs and on the wire. [any thread]
[[nodiscard]] constexpr std::string_view name_of(Format format) noexcept {
    return format_names[static_cast<std::size_t>(format)];
}

/// The format of that name; nothing for an unknown one. [any thread]
[[nodiscard]] constexpr std::optional<Format> format_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < format_names.size(); ++i)
        if (format_names[i] == name) return static_cast<Format>(i);
    return std::nullopt;
}

/// Which values luma takes: webcam YUV is limited (16..235), JPEG is full (0..255).
enum class Range : std::uint8_t { full, limited };

/// Which matrix relates YUV and RGB: ITU-R BT.601 (JPEG, most webcams) or BT.709.
enum class Matrix : std::uint8_t { bt601, bt709 };

}  // namespace sluice
