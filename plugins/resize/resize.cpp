#include <algorithm>
#include <cmath>
#include <vector>

#include <libyuv.h>

#include <sluice/sluice.hpp>

namespace {

using sluice::FramePtr;
using sluice::Size;

constexpr sluice::Param parameters[] = {
    sluice::Param::whole("width", "pixels; alone it keeps the shape").between("1", "16384"),
    sluice::Param::whole("height", "pixels; alone it keeps the shape").between("1", "16384"),
    sluice::Param::boolean("enlarge", "make smaller pictures larger, too").fallback("false"),
    sluice::quality_param(),
};

/// What was written; 0: nothing.
Size asked_size(const sluice::Params& params) {
    const auto of = [&](const char* name) { return params.has(name) ? static_cast<std::uint32_t>(params.whole(name)) : 0; };
    return {of("width"), of("height")};
}

sluice::Wish wish_of(const sluice::Params& params) {
    sluice::Wish wish;
    wish.format = sluice::Format::i420;
    wish.at_least = asked_size(params);
    return wish;
}

class Resize final : public sluice::Filter {
public:
    explicit Resize(const sluice::Params& params)
        : asked_(asked_size(params)), enlarge_(params.boolean("enlarge")), wish_(wish_of(params)), encoding_(sluice::encoding_of(params)) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        const Size from{frame->info().width, frame->info().height};
        const Size to = target(from);
        if (to == from) return frame;
        sluice::PixelsPtr pixels = context.pixels(frame, wish_);
        FramePtr result;
        if (Size{pixels->width, pixels->height} == to) {
            result = context.publish(std::move(pixels), frame, encoding_);
        } else {
            sluice::CanvasPtr canvas = context.canvas(sluice::Format::i420, to);
            for (std::uint32_t i = 0; i < canvas->planes; ++i) scale(pixels->plane[i], canvas->plane[i]);
            result = context.publish(std::move(canvas), frame, encoding_);
        }
        return carry_boxes(*frame, std::move(result), from, to, context);
    }

private:
    [[nodiscard]] Size target(Size from) const {
        Size to = asked_;
        const auto in_shape = [](std::uint64_t side, std::uint64_t part, std::uint64_t whole) {
            return static_cast<std::uint32_t>(std::clamp<std::uint64_t>((side * part + whole / 2) / whole, 1, 65535));
        };
        if (to.width == 0) to.width = in_shape(from.width, to.height, from.height);
        if (to.height == 0) to.height = in_shape(from.height, to.width, from.width);
        if (enlarge_) return to;
        // One side alone cannot be kept back: that would bend the picture.
        if (asked_.width == 0 || asked_.height == 0) return to.width < from.width || to.height < from.height ? to : from;
        return {std::min(to.width, from.width), std::min(to.height, from.height)};
    }

    // Each plane by itself, so that chroma may be as coarse as the camera has it.
    static void scale(const sluice::PixelPlane<const std::uint8_t>& from, const sluice::PixelPlane<std::uint8_t>& to) {
        const auto as_int = [](std::uint32_t number) { return static_cast<int>(number); };
        libyuv::ScalePlane(from.data, as_int(from.stride), as_int(from.width), as_int(from.height), to.data,
                           as_int(to.stride), as_int(to.width), as_int(to.height), libyuv::kFilterBox);
    }

    static FramePtr carry_boxes(const sluice::Frame& before, FramePtr after, Size from, Size to, sluice::Context& context) {
        const float x = float(to.width) / float(from.width), y = float(to.height) / float(from.height);
        for (const auto& [key, note] : before.notes()) {
            const auto* boxes = std::get_if<std::vector<sluice::Box>>(&note);
            if (!boxes) continue;
            std::vector<sluice::Box> scaled = *boxes;
            for (sluice::Box& box : scaled) {
                box.x *= x;
                box.width *= x;
                box.y *= y;
                box.height *= y;
            }
            after = context.note(after, key, std::move(scaled));
        }
        return after;
    }

    Size asked_;
    bool enlarge_;
    sluice::Wish wish_;
    sluice::Encoding encoding_;
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Resize>("resize", "makes pictures smaller, from no more pixels than that takes", parameters);
    entry.reshapes = true;
    entry.check = [](const sluice::Params& params, sluice::Complaints& complaints) {
        if (!params.has("width") && !params.has("height"))
            complaints.add("width", "neither width nor height is written", "write one of them, or both");
    };
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) {
        wishes.pixels(wish_of(params));
        wishes.publishes(sluice::encoding_of(params));
    };
    return entry;
}

constexpr sluice::NodeEntry resize = make_entry();

}  // namespace

SLUICE_TYPE(filter, "resize");
SLUICE_PLUGIN("resize", &resize);
