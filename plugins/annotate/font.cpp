#include "font.hpp"

#include <algorithm>
#include <unordered_map>

#include <ft2build.h>
#include FT_FREETYPE_H

#include <sluice/error.hpp>

#include "utf8.hpp"

namespace annotate {
namespace {

constexpr std::size_t most_glyphs = 512;       // of a size; then it begins anew
constexpr std::size_t most_characters = 1024;  // notes may hold anything

std::uint32_t to_fours(std::int64_t value) {
    return static_cast<std::uint32_t>((std::max<std::int64_t>(value, 1) + 3) / 4 * 4);
}

}  // namespace

struct Font::Glyph {
    std::int32_t left = 0, top = 0;  // where its bitmap begins: from the pen to the right, from the line upwards
    std::int32_t advance = 0;
    std::int32_t width = 0, rows = 0;
    std::vector<std::uint8_t> data;
};

class Font::Face {
public:
    explicit Face(const std::string& file) {
        if (FT_Init_FreeType(&library_) != 0) throw sluice::Error("FreeType does not start", "is there memory left?");
        if (FT_New_Face(library_, file.c_str(), 0, &face_) == 0) return;
        FT_Done_FreeType(library_);
        throw sluice::Error("there is no font in " + file,
                            "install the package fonts-dejavu-core, or name another TrueType or OpenType file as font");
    }
    ~Face() {
        FT_Done_Face(face_);
        FT_Done_FreeType(library_);
    }
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    [[nodiscard]] FT_Face get() const noexcept { return face_; }

    std::unordered_map<char32_t, Glyph> glyphs;

private:
    FT_Library library_ = nullptr;
    FT_Face face_ = nullptr;
};

Font::Font(const std::string& file) : face_(std::make_unique<Face>(file)) {}
Font::~Font() = default;

void Font::set_size(std::uint32_t pixels) {
    if (pixels == size_) return;
    if (FT_Set_Pixel_Sizes(face_->get(), 0, pixels) != 0)
        throw sluice::Error("the font has no letters of " + std::to_string(pixels) + " pixels", "write another size");
    size_ = pixels;
    face_->glyphs.clear();
}

const Font::Glyph& Font::glyph(char32_t character) {
    if (const auto found = face_->glyphs.find(character); found != face_->glyphs.end()) return found->second;
    if (face_->glyphs.size() >= most_glyphs) face_->glyphs.clear();
    Glyph& glyph = face_->glyphs[character];
    if (FT_Load_Char(face_->get(), character, FT_LOAD_RENDER) != 0) return glyph;  // not in the font: a gap
    const FT_GlyphSlot slot = face_->get()->glyph;
    glyph.advance = static_cast<std::int32_t>((slot->advance.x + 32) >> 6);
    if (slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY) return glyph;
    glyph.left = slot->bitmap_left;
    glyph.top = slot->bitmap_top;
    glyph.width = static_cast<std::int32_t>(slot->bitmap.width);
    glyph.rows = static_cast<std::int32_t>(slot->bitmap.rows);
    for (std::int32_t row = 0; row < glyph.rows; ++row) {
        const std::uint8_t* begin = slot->bitmap.buffer + std::ptrdiff_t{row} * slot->bitmap.pitch;
        glyph.data.insert(glyph.data.end(), begin, begin + glyph.width);
    }
    return glyph;
}

void Font::render(std::string_view text, std::uint32_t most_width, std::uint32_t most_height, Coverage& out) {
    const FT_Size_Metrics& metrics = face_->get()->size->metrics;
    const auto ascent = static_cast<std::int32_t>(metrics.ascender >> 6),
               descent = static_cast<std::int32_t>(-metrics.descender >> 6);
    const auto margin = static_cast<std::int32_t>(std::max(2u, size_ / 5));
    const std::int32_t line = std::max(1, ascent + descent);

    std::u32string characters;
    std::int32_t widest = 0, pen = 0, lines = 1;
    for (std::string_view rest = text; !rest.empty() && characters.size() < most_characters;) {
        const char32_t character = take_character(rest);
        characters += character == U'\n' ? U'\n' : character < 0x20 || character == 0x7F ? U' ' : character;
        pen = characters.back() == U'\n' ? 0 : pen + glyph(characters.back()).advance;
        lines += characters.back() == U'\n';
        widest = std::max(widest, pen);
    }

    out.width = std::min(to_fours(widest + 2 * margin), std::max(4u, most_width / 4 * 4));
    out.height = std::min(to_fours(std::int64_t{lines} * line + margin), std::max(4u, most_height / 4 * 4));
    out.data.assign(std::size_t{out.width} * out.height, 0);
    std::int32_t x = margin, base = margin / 2 + ascent;
    for (const char32_t character : characters) {
        if (character == U'\n') {
            x = margin;
            base += line;
            continue;
        }
        const Glyph& one = glyph(character);
        for (std::int32_t row = 0; row < one.rows; ++row) {
            const std::int32_t y = base - one.top + row;
            if (y < 0 || y >= static_cast<std::int32_t>(out.height)) continue;
            const std::int32_t begin = std::max(0, -(x + one.left));
            const std::int32_t end = std::min(one.width, static_cast<std::int32_t>(out.width) - (x + one.left));
            for (std::int32_t column = begin; column < end; ++column) {
                std::uint8_t& pixel = out.data[std::size_t(y) * out.width + std::size_t(x + one.left + column)];
                pixel = std::max(pixel, one.data[std::size_t(row) * std::size_t(one.width) + std::size_t(column)]);
            }
        }
        x += one.advance;
    }
}

}  // namespace annotate
