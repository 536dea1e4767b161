#pragma once

#include <cstdint>

#include <sluice/clock.hpp>

#include "layout.hpp"
#include "painter.hpp"

namespace sluice::pattern {

/// As many cells as the layout has, all empty.
[[nodiscard]] Cells empty_face(const Layout& layout);

/// What this frame shows: its number, the wall clock (UTC) of its capture, the ball's place.
void show(Cells& cells, const Layout& layout, std::uint64_t number, Clock::time_point captured);

}  // namespace sluice::pattern
