#include "raw_picture.hpp"

#include <algorithm>
#include <utility>

namespace sluice::pattern {

namespace {

std::byte luma(std::uint8_t y) { return static_cast<std::byte>(16 + (y * 219 + 127) / 255); }
std::byte chroma(int sum, int count) {  // the mean of `count` full-range values
    return static_cast<std::byte>(128 + ((sum - 128 * count) * 224) / (255 * count));
}

class Converter {
public:
    explicit Converter(const Drawing& drawing) : drawing_(drawing) {}

    RawPicture take() { return std::move(out_); }

    void packed(Format format) {
        add_plane(4, 1);
        for (std::uint32_t y = 0; y < drawing_.height; ++y)
            for (std::uint32_t x = 0; x < drawing_.width; x += 2) {
                const Colour &a = drawing_.at(x, y), &b = drawing_.at(x + 1, y);
                const std::byte y0 = luma(a.y), y1 = luma(b.y), u = chroma(a.u + b.u, 2), v = chroma(a.v + b.v, 2);
                if (format == Format::yuyv)
                    out_.bytes.insert(out_.bytes.end(), {y0, u, y1, v});
                else
                    out_.bytes.insert(out_.bytes.end(), {u, y0, v, y1});
            }
    }

    void limited_luma() {
        add_plane(2, 1);
        for (const Colour& dot : drawing_.pixels) out_.bytes.push_back(luma(dot.y));
    }

    void full_luma() {
        add_plane(2, 1);
        for (const Colour& dot : drawing_.pixels) out_.bytes.push_back(static_cast<std::byte>(dot.y));
    }

    /// One plane of the mean of 2x2 pixels: one of them, or two by turns.
    template <typename... Parts>
    void shared_chroma(Parts... parts) {
        add_plane(sizeof...(parts), 2);
        for (std::uint32_t y = 0; y < drawing_.height; y += 2)
            for (std::uint32_t x = 0; x < drawing_.width; x += 2)
                (out_.bytes.push_back(chroma(drawing_.at(x, y).*parts + drawing_.at(x + 1, y).*parts +
                                                 drawing_.at(x, y + 1).*parts + drawing_.at(x + 1, y + 1).*parts, 4)),
                 ...);
    }

    void rgb(Format format) {  // JFIF 1.02, in 1/1000
        add_plane(6, 1);
        const auto byte = [](int value) { return static_cast<std::byte>(std::clamp(value / 1000, 0, 255)); };
        for (const Colour& dot : drawing_.pixels) {
            const int y = dot.y * 1000 + 500, u = dot.u - 128, v = dot.v - 128;
            const std::byte r = byte(y + 1402 * v), g = byte(y - 344 * u - 714 * v), b = byte(y + 1772 * u);
            if (format == Format::rgb24)
                out_.bytes.insert(out_.bytes.end(), {r, g, b});
            else
                out_.bytes.insert(out_.bytes.end(), {b, g, r});
        }
    }

private:
    void add_plane(std::uint32_t per_two, std::uint32_t rows) {
        const std::uint32_t i = out_.planes.count++;
        out_.grain[i] = {per_two, rows};
        out_.planes.plane[i] = {static_cast<std::uint32_t>(out_.bytes.size()), drawing_.width * per_two / 2,
                                drawing_.height / rows};
    }

    const Drawing& drawing_;
    RawPicture out_;
};

}  // namespace

RawPicture convert(const Drawing& drawing, Format format) {
    Converter converter(drawing);
    switch (format) {
        case Format::yuyv:
        case Format::uyvy: converter.packed(format); break;
        case Format::nv12:
            converter.limited_luma();
            converter.shared_chroma(&Colour::u, &Colour::v);
            break;
        case Format::nv21:
            converter.limited_luma();
            converter.shared_chroma(&Colour::v, &Colour::u);
            break;
        case Format::i420:
            converter.limited_luma();
            converter.shared_chroma(&Colour::u);
            converter.shared_chroma(&Colour::v);
            break;
        case Format::bgr24:
        case Format::rgb24: converter.rgb(format); break;
        case Format::gray:
        case Format::jpeg: converter.full_luma(); break;
    }
    return converter.take();
}

bool needs_even_width(Format format) noexcept {
    return range_of(format) == Range::limited;  // those are the ones with shared chroma
}

bool needs_even_height(Format format) noexcept {
    return format == Format::nv12 || format == Format::nv21 || format == Format::i420;
}

Range range_of(Format format) noexcept {
    switch (format) {
        case Format::yuyv:
        case Format::uyvy:
        case Format::nv12:
        case Format::nv21:
        case Format::i420: return Range::limited;
        default: return Range::full;
    }
}

}  // namespace sluice::pattern
