#include "tests/support/jpeg_samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <jpeglib.h>

namespace sluice::test {

namespace {

[[noreturn]] void give_up(j_common_ptr codec) {
    std::array<char, JMSG_LENGTH_MAX> text{};
    codec->err->format_message(codec, text.data());
    std::fprintf(stderr, "make_jpeg: %s\n", text.data());
    std::abort();
}

std::uint8_t byte_of(double value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)); }

std::uint32_t noise(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
    std::uint32_t n = x * 374761393u + y * 668265263u + seed * 2246822519u;
    n = (n ^ (n >> 13)) * 1274126177u;
    return n ^ (n >> 16);
}

std::size_t size_of_segment(const std::vector<std::byte>& jpeg, std::size_t at) {
    return 2 + std::to_integer<std::size_t>(jpeg[at + 2]) * 256 + std::to_integer<std::size_t>(jpeg[at + 3]);
}

void drop_segments(std::vector<std::byte>& jpeg, std::byte marker) {
    std::size_t at = 2;
    while (at + 4 <= jpeg.size() && jpeg[at] == std::byte{0xff} && jpeg[at + 1] != std::byte{0xda}) {
        const std::size_t size = size_of_segment(jpeg, at);
        const auto begin = jpeg.begin() + static_cast<std::ptrdiff_t>(at);
        if (jpeg[at + 1] == marker)
            jpeg.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
        else
            at += size;
    }
}

void set_up(jpeg_compress_struct& encoder, const JpegSpec& spec) {
    encoder.image_width = spec.width;
    encoder.image_height = spec.height;
    encoder.input_components = spec.cmyk ? 4 : 3;
    encoder.in_color_space = spec.cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&encoder);
    if (spec.gray) jpeg_set_colorspace(&encoder, JCS_GRAYSCALE);
    if (spec.rgb) jpeg_set_colorspace(&encoder, JCS_RGB);
    jpeg_set_quality(&encoder, spec.quality, TRUE);
    encoder.comp_info[0].h_samp_factor = spec.h;
    encoder.comp_info[0].v_samp_factor = spec.v;
    encoder.restart_in_rows = spec.restart_rows;
    if (spec.progressive) jpeg_simple_progression(&encoder);
}

void write_exif(jpeg_compress_struct& encoder) {
    // Shorter than what an EXIF parser wants, with bytes that look like markers: nobody may look inside.
    constexpr std::string_view exif("Exif\0\0MM\0*\xff\xd8\xff\xc0\0\x11\xff\xd9", 18);
    jpeg_write_marker(&encoder, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()), exif.size());
    constexpr std::string_view comment = "made for a test";
    jpeg_write_marker(&encoder, JPEG_COM, reinterpret_cast<const JOCTET*>(comment.data()), comment.size());
}

}  // namespace

std::vector<std::uint8_t> make_picture(std::uint32_t width, std::uint32_t height, unsigned picture) {
    std::vector<std::uint8_t> rgb(std::size_t{width} * height * 3);
    const std::uint32_t shift = picture * 11;
    std::uint8_t* pixel = rgb.data();
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x, pixel += 3) {
            const std::uint32_t u = x + shift, v = y + shift / 2;
            // Waves that grow finer, some grain, bars like lettering, one strongly coloured patch.
            double luma = 128 + 60 * std::sin(u * 0.021) * std::cos(v * 0.034) + 25 * std::sin(u * v * 0.0006);
            luma += static_cast<double>(noise(x, y, picture) % 7) - 3;
            if (v % 96 < 12 && (u / 3) % 4 < 2) luma = u % 2 ? 20 : 235;
            const double red = 40 * std::sin(u * 0.013 + 1), blue = 40 * std::cos(v * 0.017);
            const bool patch = (u / 64) % 5 == 2 && (v / 48) % 4 == 1;
            pixel[0] = byte_of(luma + (patch ? 90 : red));
            pixel[1] = byte_of(luma - (patch ? 60 : (red + blue) / 3));
            pixel[2] = byte_of(luma + (patch ? -70 : blue));
        }
    }
    return rgb;
}

std::vector<std::byte> make_jpeg(const JpegSpec& spec) {
    jpeg_error_mgr errors;
    jpeg_compress_struct encoder{};
    encoder.err = jpeg_std_error(&errors);
    errors.error_exit = give_up;
    jpeg_create_compress(&encoder);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &bytes, &size);
    set_up(encoder, spec);

    const std::vector<std::uint8_t> picture = make_picture(spec.width, spec.height, spec.picture);
    std::vector<std::uint8_t> cmyk_row(spec.cmyk ? std::size_t{spec.width} * 4 : 0, 99);
    jpeg_start_compress(&encoder, TRUE);
    if (spec.exif) write_exif(encoder);
    while (encoder.next_scanline < spec.height) {
        auto* row = const_cast<JSAMPLE*>(picture.data() + std::size_t{encoder.next_scanline} * spec.width * 3);
        if (spec.cmyk) row = cmyk_row.data();
        jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    std::vector<std::byte> jpeg(reinterpret_cast<std::byte*>(bytes), reinterpret_cast<std::byte*>(bytes) + size);
    jpeg_destroy_compress(&encoder);
    std::free(bytes);
    if (spec.without_huffman) drop_segments(jpeg, std::byte{0xc4});
    return jpeg;
}

}  // namespace sluice::test
