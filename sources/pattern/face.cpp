#include "face.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

#include "font.hpp"

namespace sluice::pattern {

namespace {

/// Right-aligned; where the cells are too few the end is shown, which is what changes.
void write(std::vector<std::uint8_t>& cells, std::string_view text) {
    std::fill(cells.begin(), cells.end(), std::uint8_t{0});
    auto cell = cells.rbegin();
    for (auto c = text.rbegin(); c != text.rend() && cell != cells.rend(); ++c, ++cell) {
        const std::size_t number = alphabet.find(*c);
        *cell = static_cast<std::uint8_t>(number == std::string_view::npos ? 0 : number);
    }
}

void place_ball(std::vector<std::uint8_t>& cells, std::uint32_t width, std::uint64_t number) {
    std::fill(cells.begin(), cells.end(), std::uint8_t{0});
    if (width > cells.size()) return;
    const std::uint64_t way = cells.size() - width;  // to and fro, one unit a frame
    const std::uint64_t step = way == 0 ? 0 : number % (2 * way);
    const std::uint64_t place = step <= way ? step : 2 * way - step;
    for (std::uint32_t i = 0; i < width; ++i) cells[place + i] = static_cast<std::uint8_t>(1 + i);
}

}  // namespace

Cells empty_face(const Layout& layout) {
    Cells cells;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].assign(layout.lines[i].cells, 0);
    return cells;
}

void show(Cells& cells, const Layout& layout, std::uint64_t number, Clock::time_point captured) {
    char text[32];
    std::snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(number));
    write(cells[Layout::number], text);

    const auto wall = std::chrono::floor<std::chrono::milliseconds>(wall_time(captured));
    const std::chrono::hh_mm_ss time(wall - std::chrono::floor<std::chrono::days>(wall));
    std::snprintf(text, sizeof text, "%02d:%02d:%02d.%03d", static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    write(cells[Layout::time], text);

    place_ball(cells[Layout::ball], layout.ball_units, number);
}

}  // namespace sluice::pattern
