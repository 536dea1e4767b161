#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace annotate {

/// A colour as planes hold it: full range Y, U and V (BT.601).
struct Ink {
    std::array<std::uint8_t, 3> value{0, 128, 128};

    static constexpr const char* names = "white|black|gray|red|green|blue|yellow";

    [[nodiscard]] static constexpr Ink named(std::string_view name) noexcept {
        if (name == "white") return {{255, 128, 128}};
        if (name == "gray") return {{128, 128, 128}};
        if (name == "red") return {{76, 85, 255}};
        if (name == "green") return {{150, 44, 21}};
        if (name == "blue") return {{29, 255, 107}};
        if (name == "yellow") return {{226, 1, 149}};
        return {{0, 128, 128}};
    }
    /// Black or white: what can be read on this.
    [[nodiscard]] constexpr Ink opposite() const noexcept { return named(value[0] > 110 ? "black" : "white"); }
};

}  // namespace annotate
