#include "codec/jpeg_settings.hpp"

#include <algorithm>

namespace sluice {

namespace {

std::uint32_t part(std::uint32_t count, std::uint32_t factor) { return (count + factor - 1) / factor; }

bool gives(JpegSampling sampling, const Pixels& pixels) {
    const std::uint32_t width = part(pixels.width, sampling.h), height = part(pixels.height, sampling.v);
    return std::all_of(pixels.plane.begin() + 1, pixels.plane.end(),
                       [&](const auto& plane) { return plane.width == width && plane.height == height; });
}

}  // namespace

JpegSampling sampling_of(const JpegStyle& style) noexcept {
    const auto& [luma, u, v] = style.component;
    const bool simple = style.planes == 3 && u.h == 1 && u.v == 1 && v.h == 1 && v.v == 1;
    // T.81 B.2.3: at most 10 blocks in an MCU; libjpeg cannot take a third of the pixels' rows or columns from RGB.
    const bool possible = luma.h * luma.v <= 8 && luma.h != 3 && luma.v != 3;
    return simple && possible ? JpegSampling{luma.h, luma.v} : JpegSampling{2, 2};
}

std::optional<JpegSampling> sampling_of(const Pixels& pixels, const JpegStyle& style) noexcept {
    constexpr std::array<JpegSampling, 8> usual = {{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}, {1, 4}, {4, 2}, {2, 4}}};
    if (const JpegSampling own = sampling_of(style); gives(own, pixels)) return own;
    for (const JpegSampling sampling : usual)
        if (gives(sampling, pixels)) return sampling;
    return std::nullopt;
}

void put_quantisers(const JpegStyle& style, j_compress_ptr encoder) {
    for (int i = 0; i < encoder->num_components; ++i) {
        const std::size_t own = std::min<std::size_t>(static_cast<std::size_t>(i), style.planes - 1);
        const auto& steps = style.component[own].quantiser;
        const bool as_u = i == 2 && own == 2 && steps == style.component[1].quantiser;
        const int slot = as_u ? 1 : static_cast<int>(own);
        std::array<unsigned, 64> table{};
        std::transform(steps.begin(), steps.end(), table.begin(), [](unsigned step) { return std::max(step, 1u); });
        jpeg_add_quant_table(encoder, slot, table.data(), 100, TRUE);
        encoder->comp_info[i].quant_tbl_no = slot;
    }
}

}  // namespace sluice
