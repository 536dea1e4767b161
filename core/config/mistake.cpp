#include "config/mistake.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice::config {

std::string to_text(const Mistake& mistake) {
    const Place& place = mistake.place;
    std::string out = place.file;
    // --set has no lines: what was typed after it says where.
    if (place.file == "--set") {
        out += mistake.where.empty() ? ": " : " ";
    } else if (!out.empty()) {
        if (place.line > 0) out += text::cat(":", place.line);
        if (place.line > 0 && place.column > 0) out += text::cat(":", place.column);
        out += ": ";
    }
    if (!mistake.where.empty()) out += mistake.where + ": ";
    out += mistake.what;
    if (!mistake.next.empty()) out += "; " + mistake.next;
    // A node's own check may quote a value of several lines, or one that would write to the terminal.
    std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return out;
}

}  // namespace sluice::config
