#pragma once

#include <string>
#include <vector>

#include "bytes.hpp"

namespace rig {

// JPEG pictures of one size, in the order a camera sends them.
struct JpegFrames {
    std::vector<Bytes> pictures;
    int width = 0;
    int height = 0;

    void leave_out_huffman_tables();
    void pad(std::size_t bytes);  // zeros after the end
};

// `path` is a folder of JPEG files (taken in the order of their names) or one file of JPEGs back to back.
// Throws std::runtime_error when there is none, or when two differ in size.
JpegFrames load_frames(const std::string& path);

}  // namespace rig
