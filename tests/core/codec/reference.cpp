#include "tests/core/codec/reference.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace sluice::test {

Reference reference(std::span<const std::byte> jpeg, std::uint32_t shrink, bool chroma) {
    jpeg_error_mgr errors;
    jpeg_decompress_struct decoder{};
    decoder.err = jpeg_std_error(&errors);
    errors.output_message = [](j_common_ptr) {};
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
    jpeg_read_header(&decoder, TRUE);
    const bool three = chroma && decoder.num_components == 3;
    decoder.out_color_space = three ? JCS_YCbCr : JCS_GRAYSCALE;
    decoder.scale_num = 1;
    decoder.scale_denom = shrink;
    decoder.do_fancy_upsampling = FALSE;
    jpeg_start_decompress(&decoder);

    Reference made;
    made.width = decoder.output_width;
    made.height = decoder.output_height;
    std::vector<std::uint8_t> line(std::size_t{made.width} * 3);
    while (decoder.output_scanline < decoder.output_height) {
        JSAMPROW row = line.data();
        jpeg_read_scanlines(&decoder, &row, 1);
        for (std::size_t x = 0; x < made.width; ++x) {
            made.y.push_back(line[three ? 3 * x : x]);
            if (!three) continue;
            made.cb.push_back(line[3 * x + 1]);
            made.cr.push_back(line[3 * x + 2]);
        }
    }
    made.warnings = errors.num_warnings;
    jpeg_destroy_decompress(&decoder);
    return made;
}

std::vector<std::uint8_t> samples(const PixelPlane<const std::uint8_t>& plane, std::uint32_t bytes_per_sample) {
    std::vector<std::uint8_t> all;
    for (std::uint32_t y = 0; y < plane.height; ++y)
        all.insert(all.end(), plane.row(y), plane.row(y) + std::size_t{plane.width} * bytes_per_sample);
    return all;
}

std::vector<std::uint8_t> spread(const PixelPlane<const std::uint8_t>& plane, std::uint32_t width,
                                 std::uint32_t height) {
    // 1, 2 or 4 pixels to a sample; the last one may have fewer.
    const auto each = [](std::uint32_t pixels, std::uint32_t count) {
        for (std::uint32_t n : {1u, 2u, 4u})
            if ((pixels + n - 1) / n == count) return n;
        ADD_FAILURE() << count << " samples for " << pixels << " pixels";
        return pixels;
    };
    const std::uint32_t nx = each(width, plane.width), ny = each(height, plane.height);
    std::vector<std::uint8_t> all;
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x) all.push_back(plane.row(y / ny)[x / nx]);
    return all;
}

int most_difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    EXPECT_EQ(a.size(), b.size());
    int most = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        most = std::max(most, std::abs(int{a[i]} - int{b[i]}));
    return most;
}

double mean_difference(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    EXPECT_EQ(a.size(), b.size());
    double sum = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += std::abs(int{a[i]} - int{b[i]});
    return a.empty() ? 0 : sum / static_cast<double>(a.size());
}

}  // namespace sluice::test
