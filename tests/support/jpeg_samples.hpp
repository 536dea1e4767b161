#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice::test {

/// A JPEG as some camera sends it: a detailed picture (gradients, fine texture, lettering-like bars), encoded by
/// libjpeg.
struct JpegSpec {
    std::uint32_t width = 640, height = 480;
    int h = 2, v = 2;   ///< Y's sampling factors: 2,2 = 4:2:0; 2,1 = 4:2:2; 1,1 = 4:4:4; 1,2 = 4:4:0; 4,1 = 4:1:1
    bool gray = false;  ///< one component, with these sampling factors all the same
    int quality = 85;
    int restart_rows = 0;  ///< rows of MCUs from one restart marker to the next; 0: none
    bool progressive = false;
    bool without_huffman = false;    ///< no DHT, as many webcams leave it out
    bool exif = false;               ///< an EXIF segment and a comment before the picture
    unsigned picture = 0;            ///< moves what the picture shows
    bool rgb = false, cmyk = false;  ///< colour spaces that no camera sends
};

/// Ends the program where libjpeg refuses the spec. The same spec gives the same bytes.
std::vector<std::byte> make_jpeg(const JpegSpec& spec);

/// The picture that make_jpeg() encodes: R, G, B of each pixel, rows without padding.
std::vector<std::uint8_t> make_picture(std::uint32_t width, std::uint32_t height, unsigned picture);

}  // namespace sluice::test
