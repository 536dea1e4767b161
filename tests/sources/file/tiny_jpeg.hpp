#pragma once

#include <string>
#include <string_view>

namespace sluice::test {

/// The bytes of a picture as far as a splitter looks at them: a header of that size, a thumbnail in it,
/// a scan with a stuffed zero and a restart. `mark` makes it one of a kind.
[[nodiscard]] inline std::string tiny_jpeg(std::string_view mark, unsigned width = 64, unsigned height = 48) {
    using namespace std::string_literals;
    const auto word = [](std::size_t value) { return std::string{static_cast<char>(value >> 8), static_cast<char>(value)}; };
    const std::string thumbnail = "\xff\xd8\xff\xe0 inside \xff\xd9";
    std::string jpeg = "\xff\xd8"s;
    jpeg += "\xff\xe1" + word(2 + thumbnail.size()) + thumbnail;
    jpeg += "\xff\xff\xc0" + word(11) + "\x08" + word(height) + word(width) + "\x01\x01\x11\x00"s;
    jpeg += "\xff\xda" + word(8) + "\x01\x01\x00\x00\x3f\x00"s;
    jpeg += "ab\xff\x00"s + std::string(mark) + "\xff\xd0 cd"s;
    return jpeg + "\xff\xd9";
}

}  // namespace sluice::test
