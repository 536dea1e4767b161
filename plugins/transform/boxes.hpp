#pragma once

#include <optional>

#include <sluice/filter.hpp>

namespace transform {

/// Where things of the picture before went: what was cut off, then how the rest was turned.
struct Move {
    sluice::Region kept;  ///< pixels of the picture before
    std::optional<sluice::Turn> turn;
};

/// The box in the new picture, cut at its edges; nothing where it lies outside.
[[nodiscard]] std::optional<sluice::Box> moved(sluice::Box box, const Move& move);

/// The frame with all its notes that are lists of boxes moved along.
[[nodiscard]] sluice::FramePtr with_boxes_moved(sluice::FramePtr frame, sluice::Context& context, const Move& move);

}  // namespace transform
