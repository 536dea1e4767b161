#include "mask_filter.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <sluice/error.hpp>

#include "cover.hpp"

namespace mask {
namespace {

using sluice::Error;
using sluice::Region;
using sluice::Size;

std::string text_of(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

std::string text_of(const Region& region) {
    return "[" + std::to_string(region.x) + ", " + std::to_string(region.y) + ", " + std::to_string(region.width) +
           ", " + std::to_string(region.height) + "]";
}

bool fits(const Region& region, Size size) {
    return std::int64_t{region.x} + region.width <= size.width && std::int64_t{region.y} + region.height <= size.height;
}

// From `begin` on, as long, and a share of that more at both ends, within the picture.
Span grown(double begin, double length, double share, std::uint32_t most) {
    const double end = begin + length * (1 + share);
    const auto clamped = [most](double at) { return static_cast<std::uint32_t>(std::clamp(at, 0.0, double(most))); };
    return {clamped(std::floor(begin - length * share)), clamped(std::ceil(end))};
}

}  // namespace

MaskFilter::MaskFilter(const sluice::Params& params)
    : fill_(Fill::named(params.text("fill"))),
      boxes_(params.boolean("boxes")),
      grow_(params.number("grow")),
      encoding_(sluice::encoding_of(params)) {
    for (std::size_t i = 0; i < params.count("regions"); ++i) regions_.push_back(params.region("regions", i));
    if (params.has("made_for")) made_for_ = params.size("made_for");
    written_ = made_for_.has_value();
}

void MaskFilter::check(const sluice::Params& params, sluice::Complaints& complaints) {
    if (params.count("regions") == 0 && !params.boolean("boxes"))
        complaints.add("regions", "there is nothing to cover",
                       "write regions: [[x, y, width, height], ...] or boxes: true");
    for (std::size_t i = 0; i < params.count("regions"); ++i) {
        const Region region = params.region("regions", i);
        if (params.has("made_for") && !fits(region, params.size("made_for")))
            complaints.add("regions", text_of(region) + " reaches beyond " + text_of(params.size("made_for")),
                           "keep within made_for, or correct that");
    }
}

sluice::FramePtr MaskFilter::process(sluice::FramePtr frame, sluice::Context& context) {
    check_size(frame->info());
    find_parts(*frame);
    if (parts_.empty()) return frame;
    if (!context.has_coefficients(frame)) {
        sluice::CanvasPtr canvas = context.edit(frame, sluice::Format::i420);
        for (const Part& part : parts_) cover(*canvas, part, fill_);
        return context.publish(std::move(canvas), frame, encoding_);
    }
    const std::string_view source = frame->info().source;
    sluice::CoefficientEditPtr blocks = context.edit_coefficients(std::move(frame));
    if (!blocks)
        throw Error("mask opens JPEGs that are gray or YCbCr, and " + std::string(source) + " delivers others",
                    "take YCbCr JPEGs, as cameras make them");
    for (const Part& part : parts_) cover(*blocks, part, fill_);
    return context.publish(std::move(blocks), nullptr);
}

// A region made for another size covers something else: better no picture than that.
void MaskFilter::check_size(const sluice::FrameInfo& info) {
    if (regions_.empty()) return;
    const Size size{info.width, info.height};
    const auto delivers = [&] { return ", and " + std::string(info.source) + " delivers " + text_of(size); };
    if (made_for_ && *made_for_ != size)
        throw Error(
            (written_ ? "the regions are made for " : "the regions were taken for ") + text_of(*made_for_) + delivers(),
            "set the camera's size, or choose the regions anew and write made_for: " + text_of(size));
    for (const Region& region : regions_)
        if (!fits(region, size))
            throw Error("the region " + text_of(region) + " reaches beyond the picture" + delivers(),
                        "choose regions within it, and write the size they are for as made_for");
    made_for_ = size;
}

void MaskFilter::find_parts(const sluice::Frame& frame) {
    parts_.clear();
    for (const Region& region : regions_) {
        const auto x = static_cast<std::uint32_t>(region.x), y = static_cast<std::uint32_t>(region.y);
        parts_.push_back(
            {{x, x + static_cast<std::uint32_t>(region.width)}, {y, y + static_cast<std::uint32_t>(region.height)}});
    }
    if (boxes_) add_boxes(frame);
}

void MaskFilter::add_boxes(const sluice::Frame& frame) {
    // An empty list says that somebody looked and found nothing. No list: nobody looked.
    const sluice::Note* note = frame.notes().find("boxes");
    const auto* boxes = note ? std::get_if<std::vector<sluice::Box>>(note) : nullptr;
    if (!boxes)
        throw Error("the frame has no boxes to cover",
                    "put a filter in front that notes boxes on every frame, as faces does");
    for (const sluice::Box& box : *boxes) {
        if (!std::isfinite(box.x) || !std::isfinite(box.y) || !std::isfinite(box.width) || !std::isfinite(box.height))
            throw Error("the box of " + (box.label.empty() ? "something" : box.label) + " lies nowhere",
                        "the filter that noted it is at fault");
        const Part part{grown(box.x, box.width, grow_, frame.info().width),
                        grown(box.y, box.height, grow_, frame.info().height)};
        if (part.x.begin < part.x.end && part.y.begin < part.y.end) parts_.push_back(part);
    }
}

}  // namespace mask
