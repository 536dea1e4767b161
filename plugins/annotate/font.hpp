#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace annotate {

/// How much of each pixel the ink of a text covers, 0 to 255, row by row.
struct Coverage {
    std::uint32_t width = 0, height = 0;  ///< pixels, both multiples of 4: no chroma sample is shared
    std::vector<std::uint8_t> data;
};

/// A font file at one size. Every glyph is drawn once by FreeType and kept, up to a bound.
class Font {
public:
    /// Throws a sentence where there is no such font.
    explicit Font(const std::string& file);
    ~Font();
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;

    /// Height of the letters with what hangs below them, about.
    void set_size(std::uint32_t pixels);
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    /// Lines of UTF-8 with a margin around them, at most so wide and high; what goes beyond is cut. `out`'s memory
    /// is used again.
    void render(std::string_view text, std::uint32_t most_width, std::uint32_t most_height, Coverage& out);

private:
    struct Glyph;
    class Face;
    const Glyph& glyph(char32_t character);

    std::unique_ptr<Face> face_;
    std::uint32_t size_ = 0;
};

}  // namespace annotate
