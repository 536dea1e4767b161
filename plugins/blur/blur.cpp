#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <sluice/sluice.hpp>

#include "obscure.hpp"

namespace {

using sluice::Box;
using sluice::FrameInfo;
using sluice::FramePtr;

constexpr sluice::Param parameters[] = {
    sluice::Param::region("regions", "what to blur; all of the picture where neither this nor boxes is written").several(),
    sluice::Param::size("made_for", "the size of the pictures the regions were chosen on: at another, no frame passes"),
    sluice::Param::boolean("boxes", "blur what the note boxes names, such as faces").fallback("false"),
    sluice::Param::text("labels", "only boxes with one of these labels").several(),
    sluice::Param::number("grow", "how much further than a box, at each side, as a share of it").fallback("0.15").between("0", "2"),
    sluice::Param::whole("dots", "how many dots are left along the shorter side; fewer is stronger").fallback("5").between("1", "64"),
    sluice::quality_param(),
};

class Blur final : public sluice::Filter {
public:
    explicit Blur(const sluice::Params& params)
        : boxes_(params.boolean("boxes")),
          grow_(params.number("grow")),
          dots_(static_cast<unsigned>(params.whole("dots"))),
          encoding_(sluice::encoding_of(params)) {
        for (std::size_t i = 0; i < params.count("regions"); ++i) regions_.push_back(params.region("regions", i));
        for (std::size_t i = 0; i < params.count("labels"); ++i) labels_.emplace_back(params.text("labels", i));
        if (params.has("made_for")) made_for_ = params.size("made_for");
        keep_opencv_to_one_thread();
    }

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        const std::vector<Patch> patches = wanted(*frame);
        if (patches.empty()) return frame;
        sluice::CanvasPtr canvas = context.edit(frame, sluice::Format::i420);
        for (const Patch& patch : patches) obscure(*canvas, patch, dots_);
        return context.publish(std::move(canvas), frame, encoding_);
    }

private:
    [[nodiscard]] std::vector<Patch> wanted(const sluice::Frame& frame) const {
        const FrameInfo& info = frame.info();
        if (regions_.empty() && !boxes_) return {{0, 0, info.width, info.height}};
        std::vector<Patch> patches;
        const auto add = [&](const Patch& patch) { if (!patch.empty()) patches.push_back(patch); };
        if (!regions_.empty()) check_size(info);
        for (const sluice::Region& r : regions_) add(inside(r.x, r.y, double(r.x) + r.width, double(r.y) + r.height, info));
        if (boxes_)
            for (const Box& box : boxes_of(frame))
                if (labels_.empty() || std::find(labels_.begin(), labels_.end(), box.label) != labels_.end()) add(around(box, info));
        return patches;
    }

    void check_size(const FrameInfo& info) const {
        if (info.width == made_for_.width && info.height == made_for_.height) return;
        const auto text = [](std::uint32_t width, std::uint32_t height) { return std::to_string(width) + "x" + std::to_string(height); };
        throw sluice::Error("regions are made for pictures of " + text(made_for_.width, made_for_.height) + ", and this one is " +
                                text(info.width, info.height),
                            "give the camera that size, or make regions and made_for anew");
    }

    // Without the note nobody has looked for faces: handing the frame on would show them.
    [[nodiscard]] static const std::vector<Box>& boxes_of(const sluice::Frame& frame) {
        const sluice::Note* note = frame.notes().find("boxes");
        const auto* boxes = note ? std::get_if<std::vector<Box>>(note) : nullptr;
        if (!boxes) throw sluice::Error("the frame has no note boxes", "put a filter that finds them before this one: from: faces");
        return *boxes;
    }

    [[nodiscard]] Patch around(const Box& box, const FrameInfo& info) const {
        if (!std::isfinite(box.x) || !std::isfinite(box.y) || !std::isfinite(box.width) || !std::isfinite(box.height))
            throw sluice::Error("a box has no place in the picture", "look at the filter that made the note boxes");
        const double x = grow_ * box.width, y = grow_ * box.height;
        return inside(box.x - x, box.y - y, double(box.x) + box.width + x, double(box.y) + box.height + y, info);
    }

    [[nodiscard]] static Patch inside(double left, double top, double right, double bottom, const FrameInfo& info) {
        const auto within = [](double value, std::uint32_t most) { return static_cast<std::uint32_t>(std::clamp<double>(value, 0, most)); };
        return {within(std::floor(left), info.width), within(std::floor(top), info.height), within(std::ceil(right), info.width),
                within(std::ceil(bottom), info.height)};
    }

    std::vector<sluice::Region> regions_;
    sluice::Size made_for_;
    bool boxes_;
    std::vector<std::string> labels_;
    double grow_;
    unsigned dots_;
    sluice::Encoding encoding_;
};

void check(const sluice::Params& params, sluice::Complaints& complaints) {
    const bool regions = params.count("regions") > 0;
    if (regions && !params.has("made_for"))
        complaints.add("regions", "it is not said which size of pictures they are made for", "write made_for: 1280x720");
    if (!regions && params.has("made_for"))
        complaints.add("made_for", "there are no regions", "write regions, or take made_for out");
    if (params.count("labels") > 0 && !params.boolean("boxes"))
        complaints.add("labels", "they choose among boxes, which are not blurred", "write boxes: true, too");
    if (!regions || !params.has("made_for")) return;
    const sluice::Size size = params.size("made_for");
    for (std::size_t i = 0; i < params.count("regions"); ++i) {
        const sluice::Region r = params.region("regions", i);
        if (r.x < 0 || r.y < 0 || std::int64_t{r.x} + r.width > size.width || std::int64_t{r.y} + r.height > size.height)
            complaints.add("regions", "number " + std::to_string(i + 1) + " reaches beyond pictures of " + std::to_string(size.width) +
                               "x" + std::to_string(size.height), "look which of the two is wrong");
    }
}

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Blur>("blur", "blurs regions, boxes, or all of the picture beyond recognition", parameters);
    entry.guards = true;
    entry.check = check;
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) {
        wishes.pixels({sluice::Format::i420, 1, {}, {}});
        wishes.publishes(sluice::encoding_of(params));
    };
    return entry;
}

constexpr sluice::NodeEntry blur = make_entry();

}  // namespace

SLUICE_TYPE(filter, "blur");
SLUICE_PLUGIN("blur", &blur);
