#include "boxes.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace transform {
namespace {

using sluice::Box;
using sluice::Turn;

// `width` and `height` are the picture's, before it is turned.
Box turned(Box box, Turn turn, float width, float height) {
    const float from_right = width - (box.x + box.width), from_bottom = height - (box.y + box.height);
    switch (turn) {
        case Turn::rotate_90:
            box.y = std::exchange(box.x, from_bottom);
            std::swap(box.width, box.height);
            break;
        case Turn::rotate_180:
            box.x = from_right;
            box.y = from_bottom;
            break;
        case Turn::rotate_270:
            box.x = std::exchange(box.y, from_right);
            std::swap(box.width, box.height);
            break;
        case Turn::flip_horizontal: box.x = from_right; break;
        case Turn::flip_vertical: box.y = from_bottom; break;
    }
    return box;
}

}  // namespace

std::optional<Box> moved(Box box, const Move& move) {
    const float width = static_cast<float>(move.kept.width), height = static_cast<float>(move.kept.height);
    const float x = box.x - static_cast<float>(move.kept.x), y = box.y - static_cast<float>(move.kept.y);
    const float left = std::max(x, 0.f), right = std::min(x + box.width, width);
    const float top = std::max(y, 0.f), bottom = std::min(y + box.height, height);
    if (!(left < right && top < bottom)) return std::nullopt;  // so that NaN is outside, too
    box.x = left;
    box.y = top;
    box.width = right - left;
    box.height = bottom - top;
    return move.turn ? turned(std::move(box), *move.turn, width, height) : std::move(box);
}

sluice::FramePtr with_boxes_moved(sluice::FramePtr frame, sluice::Context& context, const Move& move) {
    const sluice::Notes notes = frame->notes();  // of its own: `frame` changes below
    for (const auto& [key, note] : notes) {
        const auto* boxes = std::get_if<std::vector<Box>>(&note);
        if (!boxes || boxes->empty()) continue;
        std::vector<Box> all;
        all.reserve(boxes->size());
        for (const Box& box : *boxes)
            if (std::optional<Box> one = moved(box, move)) all.push_back(std::move(*one));
        frame = context.note(frame, key, std::move(all));
    }
    return frame;
}

}  // namespace transform
