#include "turn.hpp"

#include <string>

#include <sluice/error.hpp>

#include "boxes.hpp"
#include "editing.hpp"

namespace transform {
namespace {

using sluice::Size;
using sluice::Turn;

Turn turn_by(std::string_view angle) {
    return angle == "90" ? Turn::rotate_90 : angle == "180" ? Turn::rotate_180 : Turn::rotate_270;
}

// "the lowest 8 lines", "the 4 columns at the right".
std::string edges_of(Size cut) {
    const std::string columns = cut.width == 1 ? "the column" : "the " + std::to_string(cut.width) + " columns";
    const std::string lines =
        cut.height == 1 ? "the lowest line" : "the lowest " + std::to_string(cut.height) + " lines";
    if (cut.width == 0) return lines;
    return columns + " at the right" + (cut.height ? " and " + lines : "");
}

std::string unit_of(Size cut, Size mcu) {
    if (cut.width == 0) return std::to_string(mcu.height);
    return cut.height == 0 ? std::to_string(mcu.width) : text_of(mcu);
}

}  // namespace

Rotate::Rotate(const sluice::Params& params)
    : TurnFilter("rotate", turn_by(params.text("angle")), params.text("edges")) {}

Flip::Flip(const sluice::Params& params)
    : TurnFilter("flip", params.text("direction") == "vertical" ? Turn::flip_vertical : Turn::flip_horizontal,
                 params.text("edges")) {}

sluice::FramePtr TurnFilter::process(sluice::FramePtr frame, sluice::Context& context) {
    sluice::CoefficientEditPtr blocks = edit(std::move(frame), context, type_);
    const Size size{blocks->width(), blocks->height()};
    const Size cut = to_cut(size, blocks->mcu());
    if (cut != Size{}) say(size, cut, blocks->mcu(), context);
    blocks->turn(turn_, trim_);
    const sluice::Region kept{0, 0, static_cast<std::int32_t>(size.width - cut.width),
                              static_cast<std::int32_t>(size.height - cut.height)};
    return with_boxes_moved(context.publish(std::move(blocks), nullptr), context, {kept, turn_});
}

// Only what would come to the left or the top must be whole MCUs.
Size TurnFilter::to_cut(Size size, Size mcu) const noexcept {
    const bool right = turn_ == Turn::rotate_180 || turn_ == Turn::rotate_270 || turn_ == Turn::flip_horizontal;
    const bool bottom = turn_ == Turn::rotate_180 || turn_ == Turn::rotate_90 || turn_ == Turn::flip_vertical;
    return {right ? size.width % mcu.width : 0, bottom ? size.height % mcu.height : 0};
}

void TurnFilter::say(Size size, Size cut, Size mcu, sluice::Context& context) {
    const std::string what = text_of(size) + " is not a multiple of " + unit_of(cut, mcu);
    if (!trim_) throw sluice::Error(what, "write edges: trim to have " + edges_of(cut) + " cut, or take another size");
    if (said_ == size) return;
    said_ = size;
    const bool one = cut.width + cut.height == 1;
    context.log(sluice::Level::info, what + ": " + edges_of(cut) + (one ? " is cut" : " are cut"));
}

}  // namespace transform
