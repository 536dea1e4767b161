#include "tools/sluice/printable.hpp"

#include <cstdint>

namespace sluice::tool {

namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;  // 0: no UTF-8
};

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

Character character_at(std::string_view text, std::size_t at) {
    const std::uint8_t first = byte_at(text, at);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (length == 0 || first > 0xf4 || at + length > text.size()) return {};
    std::uint32_t code = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, at + i) & 0xc0) != 0x80) return {};
        code = code << 6 | (byte_at(text, at + i) & 0x3f);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    if (code < least[length] || code > 0x10ffff || surrogate) return {};
    return {code, length};
}

// Direction overrides and line separators can make one line look like another.
bool harmful(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200e && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void append_escaped(std::string& out, std::uint8_t byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (out.size() >= most) return out + "...";
        const Character character = character_at(text, at);
        const std::size_t length = character.length == 0 ? 1 : character.length;
        if (character.length == 0 || harmful(character.code))
            for (std::size_t i = 0; i < length; ++i) append_escaped(out, byte_at(text, at + i));
        else
            out.append(text.substr(at, length));
        at += length;
    }
    return out;
}

}  // namespace sluice::tool
