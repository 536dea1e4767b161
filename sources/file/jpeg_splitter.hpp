#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice::replay {

/// One step through a stream of JPEGs laid end to end.
struct JpegSplit {
    enum class Kind : std::uint8_t {
        picture,  ///< a whole one is at [begin, end)
        damaged,  ///< something that began like one; go on at `end`
        more,     ///< nothing certain yet; bytes before `begin` are not needed any more
    };
    Kind kind = Kind::more;
    std::size_t begin = 0, end = 0;
    std::uint32_t width = 0, height = 0;  ///< pixels, of a picture
};

/// Finds the first picture in `bytes` by walking from marker to marker (ITU T.81 annex B): thumbnails in
/// APPn hold whole JPEGs of their own, so a mere search for SOI and EOI cuts at the wrong places.
/// What lies between pictures (padding) is passed over. `last`: no bytes come after these.
[[nodiscard]] JpegSplit split_jpeg(std::span<const std::byte> bytes, bool last) noexcept;

}  // namespace sluice::replay
