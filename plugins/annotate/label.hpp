#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/pixels.hpp>

#include "font.hpp"
#include "ink.hpp"

namespace annotate {

/// A text, rendered: planes to lay on a canvas, made once for each way to sample chroma.
class Label {
public:
    /// Without a background the picture shows between the letters.
    void write(Font& font, std::string_view text, sluice::Size most, Ink ink, std::optional<Ink> background);

    [[nodiscard]] sluice::Size size() const noexcept { return {coverage_.width, coverage_.height}; }
    /// With its top left at this place of the frame, in pixels, multiples of 4; cut at the canvas's edges.
    void draw(sluice::Canvas& canvas, std::uint32_t x, std::uint32_t y);

private:
    struct Layer {
        std::uint32_t width = 0, height = 0;      // samples
        std::vector<std::uint8_t> value, weight;  // of 255: how much of it covers the picture
    };
    void make_layer(std::uint32_t plane, sluice::Size sample);

    Coverage coverage_;
    Ink ink_;
    std::optional<Ink> background_;
    std::array<sluice::Size, 3> sample_{};  // what the layers are made for
    std::array<Layer, 3> layer_;
    std::vector<std::uint16_t> sums_;  // of a row of samples
};

/// So many pixels does a sample of this plane stand for.
[[nodiscard]] sluice::Size sample_of(const sluice::Canvas& canvas, std::uint32_t plane) noexcept;

/// Fills this region of the frame, as far as it is on the canvas.
void fill(sluice::Canvas& canvas, const sluice::Region& region, Ink ink) noexcept;

}  // namespace annotate
