// rotate, flip, crop and gray: JPEGs changed without decoding them.
//     filters:
//       upright: { type: rotate, from: front, angle: 90 }
//       mirror:  { type: flip, from: front, direction: horizontal }
//       door:    { type: crop, from: front, region: [320, 64, 256, 480] }
//       plain:   { type: gray, from: front }
#include <sluice/sluice.hpp>

#include "crop.hpp"
#include "editing.hpp"
#include "turn.hpp"

namespace {

using sluice::NodeEntry;
using sluice::Param;

class Gray final : public sluice::Filter {
public:
    explicit Gray(const sluice::Params&) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) override {
        if (frame->info().format == sluice::Format::gray) return frame;
        sluice::CoefficientEditPtr blocks = transform::edit(std::move(frame), context, "gray");
        blocks->drop_chroma();
        return context.publish(std::move(blocks), nullptr);
    }
};

constexpr Param edges = Param::choice("edges", "trim|refuse",
                                      "where the size is no multiple of the JPEG's blocks: cut a few lines, or fail")
                            .fallback("trim");

constexpr Param rotate_parameters[] = {
    Param::choice("angle", "90|180|270", "degrees, clockwise").must(),
    edges,
};
constexpr Param flip_parameters[] = {
    Param::choice("direction", "horizontal|vertical", "horizontal: left and right change places").must(),
    edges,
};
constexpr Param crop_parameters[] = {
    Param::region("region", "what to keep; its left and top are moved out to whole blocks of the JPEG").must(),
};

void on_blocks(const sluice::Params&, sluice::Wishes& wishes) { wishes.coefficients(false); }

constexpr NodeEntry reshaping(NodeEntry entry) {
    entry.wishes = on_blocks;
    entry.reshapes = true;
    return entry;
}

constexpr NodeEntry rotate = reshaping(
    sluice::filter_entry<transform::Rotate>("rotate", "turns JPEGs without decoding them", rotate_parameters));
constexpr NodeEntry flip =
    reshaping(sluice::filter_entry<transform::Flip>("flip", "mirrors JPEGs without decoding them", flip_parameters));
constexpr NodeEntry crop =
    reshaping(sluice::filter_entry<transform::Crop>("crop", "cuts JPEGs without decoding them", crop_parameters));
constexpr NodeEntry gray = [] {
    NodeEntry entry = sluice::filter_entry<Gray>("gray", "takes the colour out of JPEGs without decoding them");
    entry.wishes = on_blocks;
    return entry;
}();

}  // namespace

SLUICE_TYPE(filter, "rotate");
SLUICE_TYPE(filter, "flip");
SLUICE_TYPE(filter, "crop");
SLUICE_TYPE(filter, "gray");
SLUICE_PLUGIN("transform", &rotate, &flip, &crop, &gray);
