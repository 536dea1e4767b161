#pragma once

#include <cstdint>
#include <string_view>

namespace annotate {

/// Takes the first character off a text; U+FFFD where its bytes are no UTF-8 (RFC 3629). `text` must not be empty.
[[nodiscard]] inline char32_t take_character(std::string_view& text) noexcept {
    constexpr char32_t wrong = 0xFFFD;
    const auto first = static_cast<std::uint8_t>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t character = length == 1 ? first : first & (0x7F >> length);
    bool good = first < 0x80 || (first >= 0xC2 && first <= 0xF4);
    std::size_t i = 1;
    for (; good && i < length; ++i) {
        good = i < text.size() && (text[i] & 0xC0) == 0x80;
        if (good) character = character << 6 | (text[i] & 0x3F);
    }
    text.remove_prefix(good ? length : 1);
    const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
    return good && !overlong && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF) ? character : wrong;
}

}  // namespace annotate
