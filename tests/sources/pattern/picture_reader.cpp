#include "tests/sources/pattern/picture_reader.hpp"

#include <cstdio>
#include <stdexcept>

#include <jpeglib.h>

#include "sources/pattern/font.hpp"
#include "sources/pattern/layout.hpp"

namespace sluice::test {

namespace {

[[noreturn]] void fail(j_common_ptr info) {
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    throw std::runtime_error(text);
}

bool shows(const Luma& luma, std::uint32_t x0, std::uint32_t y0, std::uint32_t scale, std::size_t number) {
    for (std::uint32_t y = 0; y < pattern::glyph_height; ++y)
        for (std::uint32_t x = 0; x < pattern::glyph_width; ++x) {
            const std::size_t at = std::size_t{y0 + y * scale + scale / 2} * luma.width + x0 + x * scale + scale / 2;
            const bool ink = luma.pixels[at] > 128;
            const bool wanted = pattern::glyph(number)[y] >> (pattern::glyph_width - 1 - x) & 1;
            if (ink != wanted) return false;
        }
    return true;
}

}  // namespace

Luma decode_luma(std::span<const std::byte> jpeg) {
    jpeg_error_mgr errors;
    jpeg_decompress_struct info;
    info.err = jpeg_std_error(&errors);
    errors.error_exit = fail;
    errors.output_message = [](j_common_ptr) {};
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&info);
    Luma luma{info.output_width, info.output_height, {}, 0};
    luma.pixels.resize(std::size_t{luma.width} * luma.height);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = &luma.pixels[std::size_t{info.output_scanline} * luma.width];
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    luma.warnings = errors.num_warnings;
    jpeg_destroy_decompress(&info);
    return luma;
}

Luma luma_of(const Stream& stream, std::span<const std::byte> bytes) {
    if (stream.format == Format::jpeg) return decode_luma(bytes);
    const bool rgb = stream.format == Format::bgr24 || stream.format == Format::rgb24;
    const bool packed = stream.format == Format::yuyv || stream.format == Format::uyvy;
    const std::size_t step = rgb ? 3 : packed ? 2 : 1, first = rgb || stream.format == Format::uyvy ? 1 : 0;
    Luma luma{stream.width, stream.height, {}, 0};
    const Plane plane = stream.planes.plane[0];
    for (std::uint32_t y = 0; y < stream.height; ++y)
        for (std::uint32_t x = 0; x < stream.width; ++x)
            luma.pixels.push_back(std::to_integer<std::uint8_t>(bytes[plane.offset + std::size_t{y} * plane.stride + x * step + first]));
    return luma;
}

std::string read_line(const Luma& luma, std::size_t which) {
    const pattern::CellLine line = pattern::lay_out({luma.width, luma.height}).lines[which];
    const std::uint32_t cell = line.cell * pattern::unit_width;
    std::string text;
    for (std::uint32_t i = 0; i < line.cells; ++i) {
        const std::uint32_t x0 = line.column * pattern::unit_width + i * cell + (cell - pattern::glyph_width * line.scale) / 2;
        const std::uint32_t y0 = line.row * pattern::unit_height + line.scale / 2;
        std::size_t number = 0;
        while (number < pattern::alphabet.size() && !shows(luma, x0, y0, line.scale, number)) ++number;
        text.push_back(number < pattern::alphabet.size() ? pattern::alphabet[number] : '?');
    }
    return text;
}

int ball_place(const Luma& luma) {
    const pattern::CellLine line = pattern::lay_out({luma.width, luma.height}).lines[pattern::Layout::ball];
    const std::uint32_t y = line.row * pattern::unit_height + line.rows * pattern::unit_height / 2;
    for (std::uint32_t x = 0; x < luma.width; ++x)
        if (luma.pixels[std::size_t{y} * luma.width + x] > 128) return static_cast<int>(x / pattern::unit_width);
    return -1;
}

}  // namespace sluice::test
