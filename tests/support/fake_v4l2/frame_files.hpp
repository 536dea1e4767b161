#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fake_v4l2 {

// The pictures the cameras show: JPEG files of one size, in the order of their names.
struct FrameFiles {
    std::vector<std::vector<std::uint8_t>> pictures;
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    // Bytes a buffer needs: whole MiB, as drivers ask for more than any picture takes.
    std::uint32_t buffer_bytes() const;
};

// Ends the program with a message where the folder has no JPEG file. `stamped`: each has room for a stamp (stamp.hpp).
FrameFiles load_frame_files(const std::string& folder, bool stamped);

}  // namespace fake_v4l2
