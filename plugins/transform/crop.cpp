#include "crop.hpp"

#include <string>

#include <sluice/error.hpp>

#include "boxes.hpp"
#include "editing.hpp"

namespace transform {

sluice::FramePtr Crop::process(sluice::FramePtr frame, sluice::Context& context) {
    const std::string_view source = frame->info().source;
    sluice::CoefficientEditPtr blocks = edit(std::move(frame), context, "crop");
    const sluice::Size size{blocks->width(), blocks->height()};
    if (std::int64_t{region_.x} + region_.width > size.width || std::int64_t{region_.y} + region_.height > size.height)
        throw sluice::Error("the region " + text_of(region_) + " reaches beyond the picture, and " +
                                std::string(source) + " delivers " + text_of(size),
                            "choose one within it");
    const sluice::Size mcu = blocks->mcu();
    const sluice::Region kept = blocks->crop(region_);
    if (kept != region_) say(kept, mcu, context);
    return with_boxes_moved(context.publish(std::move(blocks), nullptr), context, {kept, std::nullopt});
}

void Crop::say(const sluice::Region& kept, sluice::Size mcu, sluice::Context& context) {
    if (said_ == kept) return;
    said_ = kept;
    context.log(sluice::Level::info, "the region " + text_of(region_) + " is kept as " + text_of(kept) +
                                         ": these JPEGs can be cut at multiples of " + text_of(mcu));
}

}  // namespace transform
