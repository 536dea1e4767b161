#include "label.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace annotate {
namespace {

using sluice::Canvas;
using sluice::Size;

std::uint8_t mixed(std::uint32_t from, std::uint32_t to, std::uint32_t weight) noexcept {
    return static_cast<std::uint8_t>((from * (255 - weight) + to * weight + 127) / 255);
}

// `Width` neighbours of a row are one sample.
template <std::size_t Width>
void add_row(const std::uint8_t* row, std::vector<std::uint16_t>& sums) noexcept {
    std::uint16_t* const out = sums.data();
    for (std::size_t x = 0; x < sums.size(); ++x)
        for (std::size_t i = 0; i < Width; ++i) out[x] = static_cast<std::uint16_t>(out[x] + row[x * Width + i]);
}

// 1, 2 or 4, whatever odd size a plane was cut to.
std::uint32_t factor(std::uint32_t pixels, std::uint32_t samples) noexcept {
    const std::uint32_t up = samples == 0 ? 1 : (pixels + samples - 1) / samples;
    return up <= 2 ? up : 4;
}

}  // namespace

Size sample_of(const Canvas& canvas, std::uint32_t plane) noexcept {
    return {factor(canvas.width, canvas.plane[plane].width), factor(canvas.height, canvas.plane[plane].height)};
}

void fill(Canvas& canvas, const sluice::Region& region, Ink ink) noexcept {
    for (std::uint32_t index = 0; index < canvas.planes; ++index) {
        const auto& plane = canvas.plane[index];
        const Size sample = sample_of(canvas, index);
        const auto from = [](std::int64_t at, std::uint32_t begin, std::uint32_t step, std::uint32_t most) {
            return static_cast<std::uint32_t>(std::clamp<std::int64_t>((at - begin) / step, 0, most));
        };
        const std::uint32_t left = from(region.x, canvas.x, sample.width, plane.width);
        const std::uint32_t right =
            from(std::int64_t{region.x} + region.width + sample.width - 1, canvas.x, sample.width, plane.width);
        const std::uint32_t top = from(region.y, canvas.y, sample.height, plane.height);
        const std::uint32_t bottom =
            from(std::int64_t{region.y} + region.height + sample.height - 1, canvas.y, sample.height, plane.height);
        for (std::uint32_t row = top; left < right && row < bottom; ++row)
            std::memset(plane.row(row) + left, ink.value[index], right - left);
    }
}

void Label::write(Font& font, std::string_view text, Size most, Ink ink, std::optional<Ink> background) {
    font.render(text, most.width, most.height, coverage_);
    ink_ = ink;
    background_ = background;
    sample_ = {};
}

void Label::make_layer(std::uint32_t plane, Size sample) {
    Layer& out = layer_[plane];
    sample_[plane] = sample;
    out.width = coverage_.width / sample.width;
    out.height = coverage_.height / sample.height;
    out.value.resize(std::size_t{out.width} * out.height);
    out.weight.resize(out.value.size());
    std::array<std::uint8_t, 256> value{};  // by how much the ink covers: texts may change with every frame
    for (std::uint32_t i = 0; i < 256; ++i)
        value[i] = background_ ? mixed(background_->value[plane], ink_.value[plane], i) : ink_.value[plane];

    const int shift = std::countr_zero(sample.width * sample.height);
    for (std::uint32_t y = 0; y < out.height; ++y) {
        const std::uint8_t* row = coverage_.data.data() + std::size_t{y} * sample.height * coverage_.width;
        sums_.assign(out.width, 0);
        for (std::uint32_t line = 0; line < sample.height; ++line, row += coverage_.width)
            (sample.width == 1 ? add_row<1> : sample.width == 2 ? add_row<2> : add_row<4>)(row, sums_);
        const std::size_t at = std::size_t{y} * out.width;
        for (std::uint32_t x = 0; x < out.width; ++x) out.weight[at + x] = static_cast<std::uint8_t>(sums_[x] >> shift);
        for (std::uint32_t x = 0; x < out.width; ++x) out.value[at + x] = value[out.weight[at + x]];
    }
}

void Label::draw(Canvas& canvas, std::uint32_t x, std::uint32_t y) {
    for (std::uint32_t index = 0; index < canvas.planes; ++index) {
        const Size sample = sample_of(canvas, index);
        if (sample_[index] != sample) make_layer(index, sample);
        const Layer& layer = layer_[index];
        const auto& plane = canvas.plane[index];
        const std::int64_t left = (std::int64_t{x} - canvas.x) / sample.width,
                           top = (std::int64_t{y} - canvas.y) / sample.height;
        const std::int64_t begin = std::max<std::int64_t>(0, -left),
                           end = std::min<std::int64_t>(layer.width, plane.width - left);
        const std::int64_t first = std::max<std::int64_t>(0, -top),
                           last = std::min<std::int64_t>(layer.height, plane.height - top);
        for (std::int64_t row = first; row < last && begin < end; ++row) {
            const auto at = static_cast<std::size_t>(row) * layer.width + static_cast<std::size_t>(begin);
            std::uint8_t* to = plane.row(static_cast<std::uint32_t>(top + row)) + left + begin;
            const auto count = static_cast<std::size_t>(end - begin);
            if (background_) {
                std::memcpy(to, layer.value.data() + at, count);
            } else {
                for (std::size_t i = 0; i < count; ++i) to[i] = mixed(to[i], layer.value[at + i], layer.weight[at + i]);
            }
        }
    }
}

}  // namespace annotate
