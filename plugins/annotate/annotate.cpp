// Writes the time, notes and boxes into the picture without decoding all of it.
//     filters:
//       stamped: { type: annotate, from: front, text: "%Y-%m-%d %H:%M:%S  {source}" }
#include <sluice/sluice.hpp>

#include "annotate_filter.hpp"

namespace {

using sluice::Param;

constexpr const char* backgrounds = "none|white|black|gray|red|green|blue|yellow";

constexpr Param parameters[] = {
    Param::text(
        "text",
        "what to write: strftime's % for the time of capture, {source}, {seq}, {ms}, and notes like {motion:.2}"),
    Param::choice("at", "top_left|top_right|bottom_left|bottom_right", "the corner for the text").fallback("top_left"),
    Param::whole("size", "height of the letters in pixels; else a thirtieth of the picture's").between("8", "256"),
    Param::choice("colour", annotate::Ink::names, "of the letters").fallback("white"),
    Param::choice("background", backgrounds, "of the text; none: the picture shows between the letters")
        .fallback("black"),
    Param::boolean("boxes", "draw what the note `boxes` lists, with labels").fallback("false"),
    Param::choice("box_colour", annotate::Ink::names, "of boxes and of the ground of their labels").fallback("yellow"),
    Param::file("font", "a TrueType or OpenType font").fallback("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    sluice::quality_param(),
};

void wishes(const sluice::Params& params, sluice::Wishes& wishes) {
    wishes.coefficients(true);
    wishes.pixels({sluice::Format::i420, 1});
    wishes.publishes(sluice::encoding_of(params));
}

constexpr sluice::NodeEntry entry = [] {
    sluice::NodeEntry annotate = sluice::filter_entry<annotate::AnnotateFilter>(
        "annotate", "writes time, notes and boxes into the picture", parameters);
    annotate.check = annotate::AnnotateFilter::check;
    annotate.wishes = wishes;
    return annotate;
}();

}  // namespace

SLUICE_TYPE(filter, "annotate");
SLUICE_PLUGIN("annotate", &entry);
