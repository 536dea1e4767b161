// Covers what nobody is to see, without decoding the picture.
//     filters:
//       private: { type: mask, from: front, regions: [[0, 0, 320, 200]], made_for: 1280x720 }
#include <sluice/sluice.hpp>

#include "mask_filter.hpp"

namespace {

using sluice::Param;

constexpr Param parameters[] = {
    Param::region("regions", "what to cover, moved out to whole blocks of the JPEG").several(),
    Param::size("made_for", "the size of the pictures the regions were chosen on: at another, no frame passes"),
    Param::choice("fill", "black|gray|white|pixelate",
                  "what is seen in its place; pixelate: the mean of cells of 32 pixels")
        .fallback("black"),
    Param::boolean("boxes", "cover what the note `boxes` lists, too").fallback("false"),
    Param::number("grow", "how much further than a box, at each side, as a share of it")
        .fallback("0.15")
        .between("0", "2"),
    sluice::quality_param(),
};

void wishes(const sluice::Params& params, sluice::Wishes& wishes) {
    wishes.coefficients(true);
    wishes.pixels({sluice::Format::i420, 1});
    wishes.publishes(sluice::encoding_of(params));
}

constexpr sluice::NodeEntry entry = [] {
    sluice::NodeEntry mask =
        sluice::filter_entry<mask::MaskFilter>("mask", "covers regions without decoding the picture", parameters);
    mask.guards = true;
    mask.check = mask::MaskFilter::check;
    mask.wishes = wishes;
    return mask;
}();

}  // namespace

SLUICE_TYPE(filter, "mask");
SLUICE_PLUGIN("mask", &entry);
