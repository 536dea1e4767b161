#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace sluice::config {

/// A text by its lines, without the line ends.
using Lines = std::vector<std::string_view>;

/// A spot in a text as the YAML parser counts: from 0, columns in bytes.
struct Spot {
    int line = 0;
    int column = 0;
};

[[nodiscard]] inline Lines lines_of(std::string_view text) {
    Lines lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        begin = end + 1;
    }
    return lines;
}

/// The line, empty where there is none.
[[nodiscard]] inline std::string_view line_at(const Lines& lines, int line) {
    return line >= 0 && static_cast<std::size_t>(line) < lines.size() ? lines[static_cast<std::size_t>(line)]
                                                                      : std::string_view{};
}

/// What follows that spot on its line.
[[nodiscard]] inline std::string_view rest_at(const Lines& lines, Spot spot) {
    const std::string_view line = line_at(lines, spot.line);
    return spot.column >= 0 && static_cast<std::size_t>(spot.column) <= line.size()
               ? line.substr(static_cast<std::size_t>(spot.column))
               : std::string_view{};
}

/// Columns for people count characters, not bytes; from 1.
[[nodiscard]] inline int column_of(const Lines& lines, Spot spot) {
    int column = 1;
    for (const char c :
         line_at(lines, spot.line).substr(0, static_cast<std::size_t>(spot.column < 0 ? 0 : spot.column)))
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;
    return column;
}

}  // namespace sluice::config
