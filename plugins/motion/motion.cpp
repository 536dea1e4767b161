#include <algorithm>
#include <cmath>
#include <string>

#include <sluice/sluice.hpp>

#include "changes.hpp"
#include "regions.hpp"

namespace {

using sluice::Clock;
using sluice::FrameInfo;
using sluice::FramePtr;
using sluice::Region;

constexpr sluice::Param parameters[] = {
    sluice::Param::number("threshold", "levels (of 255) by which a spot must differ to have changed").fallback("12").between("1", "255"),
    sluice::Param::region("area", "look only here").several(),
    sluice::Param::region("ignore", "do not look here").several(),
    sluice::Param::duration("settle", "after about so long, what stands still is background").fallback("200ms").at_least("1ms"),
    sluice::Param::choice("shrink", "auto|1|2|4|8", "how much smaller it looks at the picture; auto: down to 160x90").fallback("auto"),
};

constexpr std::size_t most_regions = 16;

sluice::Wish wish_of(const sluice::Params& params) {
    sluice::Wish wish;
    wish.format = sluice::Format::gray;
    const std::string_view shrink = params.text("shrink");
    if (shrink == "auto")
        wish.at_least = {160, 90};
    else
        wish.shrink = static_cast<std::uint32_t>(shrink.front() - '0');
    return wish;
}

std::vector<Region> regions_named(const sluice::Params& params, std::string_view name) {
    std::vector<Region> regions;
    for (std::size_t i = 0; i < params.count(name); ++i) regions.push_back(params.region(name, i));
    return regions;
}

class Motion final : public sluice::Filter {
public:
    explicit Motion(const sluice::Params& params)
        : wish_(wish_of(params)),
          threshold_(params.number("threshold")),
          settle_(std::chrono::duration<double>(params.duration("settle")).count()),
          area_(regions_named(params, "area")),
          ignore_(regions_named(params, "ignore")) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        const FrameInfo& info = frame->info();
        const sluice::PixelsPtr pixels = context.pixels(frame, wish_);
        const Changes::View view{pixels->plane[0].data, pixels->plane[0].stride, pixels->width, pixels->height};
        if (info.epoch != epoch_ || !changes_.fits(view) || pixels->shrink != shrink_)
            begin(info, view, pixels->shrink);
        else
            changes_.compare(view, threshold_, follow(info.captured));
        captured_ = info.captured;
        return context.note(context.note(frame, "motion", changes_.share()), "regions", boxes(info));
    }

private:
    void begin(const FrameInfo& info, const Changes::View& view, std::uint32_t shrink) {
        epoch_ = 0;  // should look() throw, the next frame begins, too
        shrink_ = shrink;
        changes_.begin(view);
        if (!area_.empty() || !ignore_.empty()) changes_.look_at(look(info));
        epoch_ = info.epoch;
    }

    // A cell counts where its middle lies in an area and in none to ignore.
    [[nodiscard]] std::vector<bool> look(const FrameInfo& info) const {
        for (const Region& region : area_) check_inside(region, "area", info);
        for (const Region& region : ignore_) check_inside(region, "ignore", info);
        std::vector<bool> cells;
        const double step = cell_size();
        for (std::uint32_t j = 0; j < changes_.down(); ++j)
            for (std::uint32_t i = 0; i < changes_.across(); ++i) {
                const double x = (i + 0.5) * step, y = (j + 0.5) * step;
                cells.push_back((area_.empty() || any_covers(area_, x, y)) && !any_covers(ignore_, x, y));
            }
        if (std::find(cells.begin(), cells.end(), true) == cells.end())
            throw sluice::Error("area and ignore leave nothing to look at", "make area larger, or ignore smaller");
        return cells;
    }
    [[nodiscard]] static bool any_covers(const std::vector<Region>& regions, double x, double y) {
        return std::any_of(regions.begin(), regions.end(), [&](const Region& r) {
            return x >= r.x && x < double(r.x) + r.width && y >= r.y && y < double(r.y) + r.height;
        });
    }
    static void check_inside(const Region& r, const char* name, const FrameInfo& info) {
        if (r.x >= 0 && r.y >= 0 && std::int64_t{r.x} + r.width <= info.width && std::int64_t{r.y} + r.height <= info.height) return;
        const auto text = [](std::int64_t number) { return std::to_string(number); };
        throw sluice::Error(std::string(name) + " [" + text(r.x) + ", " + text(r.y) + ", " + text(r.width) + ", " + text(r.height) +
                                "] reaches beyond the picture of " + text(info.width) + "x" + text(info.height),
                            "regions are in pixels of the frame");
    }

    [[nodiscard]] double cell_size() const { return double(Changes::cell) * shrink_; }  // pixels of the frame
    [[nodiscard]] double follow(Clock::time_point captured) const {
        const double passed = std::chrono::duration<double>(captured - captured_).count();
        return passed > 0 ? 1 - std::exp(-passed / settle_) : 0;
    }

    [[nodiscard]] std::vector<sluice::Box> boxes(const FrameInfo& info) const {
        std::vector<sluice::Box> boxes;
        if (changes_.share() == 0) return boxes;
        const double step = cell_size();
        for (const CellRegion& r : regions_of(changes_.changed(), changes_.across(), changes_.down(), most_regions)) {
            // The last cells take what is left of the picture.
            const double right = r.right == changes_.across() ? info.width : std::min<double>(r.right * step, info.width);
            const double bottom = r.bottom == changes_.down() ? info.height : std::min<double>(r.bottom * step, info.height);
            sluice::Box box;
            box.x = static_cast<float>(r.left * step);
            box.y = static_cast<float>(r.top * step);
            box.width = static_cast<float>(right) - box.x;
            box.height = static_cast<float>(bottom) - box.y;
            box.label = "motion";
            box.score = static_cast<float>(r.cells) / static_cast<float>((r.right - r.left) * (r.bottom - r.top));
            boxes.push_back(std::move(box));
        }
        return boxes;
    }

    sluice::Wish wish_;
    double threshold_;
    double settle_;  // seconds
    std::vector<Region> area_, ignore_;
    Changes changes_;
    std::uint32_t shrink_ = 0;
    std::uint64_t epoch_ = 0;
    Clock::time_point captured_{};
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Motion>("motion", "notes how much of the picture moves, and where", parameters);
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) { wishes.pixels(wish_of(params)); };
    return entry;
}

constexpr sluice::NodeEntry motion = make_entry();

}  // namespace

SLUICE_TYPE(filter, "motion");
SLUICE_PLUGIN("motion", &motion);
