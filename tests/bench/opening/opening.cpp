// What opening pictures costs, beside what somebody would write instead: 1080p, 4:2:2, medians of runs in turn.
// `opening_bench [--frames 60] [--repeats 9] [--quality 75] [--only NAME] [--json 1]`; ends with 1 where a ratio is beyond its bar.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include <sluice/bench.hpp>

#include "by_hand.hpp"
#include "flow.hpp"
#include "measure.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace {

using namespace sluice;
using namespace sluice::bench_opening;

std::vector<std::vector<std::byte>> make_pictures(int quality) {
    std::vector<std::vector<std::byte>> all;
    for (unsigned i = 0; i < 8; ++i) all.push_back(test::make_jpeg({.width = 1920, .height = 1080, 
                                                                                   .h = 2, .v = 1, .quality = quality, .picture = i * 3}));
    return all;
}

class Opening {
public:
    Opening(std::string plugins, int quality) : plugins_(std::move(plugins)), owned_(make_pictures(quality)) {
        for (const auto& picture : owned_) pictures_.emplace_back(picture);
    }

    [[nodiscard]] std::size_t kilobytes() const { return pictures_.front().size() / 1000; }

    std::vector<Comparison> comparisons() {
        const Looker gray{{Format::gray, 1}, {}}, quarter{{Format::gray, 4}, {}}, colour{{Format::bgr24, 1}, {}};
        const Looker rare_colour{{Format::bgr24, 1}, Rate{5, 1}};
        const auto decode = each(turbo_decode_bgr);
        const auto draw = each(turbo_decode_draw_encode_bgr);
        return {
            {"motion : OpenCV decode to BGR + absdiff", 0.55, filter("motion", "motion", {}), each(opencv_decode_absdiff)},
            {"gray, gray 1/4 and BGR on three lanes : one decode to BGR", 1.10, flow({gray, quarter, colour}), decode},
            {"BGR at 5 fps beside gray 1/4 at 30 : the two apart", 1.10, flow({quarter, rare_colour}),
             [this, quarter, rare_colour](std::size_t frames) {
                 return look_at(pictures_, frames, {quarter}) + look_at(pictures_, frames, {rare_colour});
             }},
            {"rotate 180 : TurboJPEG decode, rotate, encode", 0.65, filter("transform", "rotate", {{"angle", "180"}}), each(turbo_decode_rotate_encode)},
            {"rotate 180 : OpenCV decode, rotate, encode", 0.50, filter("transform", "rotate", {{"angle", "180"}}), each(opencv_decode_rotate_encode)},
            {"mask on 5 % : TurboJPEG decode, draw, encode", 0.70, filter("mask", "mask", {{"regions", {"[768, 405, 384, 270]"}}}), draw},
            {"mask, pixelated : TurboJPEG decode, draw, encode", 0.70,
             filter("mask", "mask", {{"regions", {"[768, 405, 384, 270]"}}, {"fill", "pixelate"}}), draw},
            {"annotate 5 % with text : TurboJPEG decode, draw, encode", 0.70,
             filter("annotate", "annotate", {{"text", "%Y-%m-%d %H:%M:%S {source} the quick brown fox"}, {"size", "60"}}), draw},
            {"edit path on planes : the same calls by hand", 1.05, edit_path(), each(turbo_decode_draw_encode_yuv)},
            {"edit path on planes : decode, draw, encode through BGR", 0, edit_path(), draw},
            {"a decode to BGR : TurboJPEG's", 0, flow({colour}), decode},
            {"a decode to gray 1/4 : TurboJPEG's to BGR", 0, flow({quarter}), decode},
        };
    }

private:
    [[nodiscard]] static Work timed(std::function<void(std::size_t)> one) {
        return [one](std::size_t frames) {
            one(0);  // takes its memory
            const double before = process_cpu_us();
            for (std::size_t i = 0; i < frames; ++i) one(i);
            return (process_cpu_us() - before) / static_cast<double>(frames);
        };
    }
    [[nodiscard]] Work each(void (*by_hand)(Jpeg)) const {
        return timed([this, by_hand](std::size_t i) { by_hand(pictures_[i % pictures_.size()]); });
    }
    [[nodiscard]] Work flow(std::vector<Looker> lookers) const {
        return [this, lookers](std::size_t frames) { return look_at(pictures_, frames, lookers); };
    }
    /// The filter's frames with their bytes, as a sink would want them.
    [[nodiscard]] Work filter(const std::string& file, const std::string& type, const bench::Texts& texts) const {
        auto bench = std::make_shared<bench::FilterBench>(bench::FilterBench::load(plugins_ + "/" + file + ".so", type, texts));
        return work_of(std::move(bench));
    }
    [[nodiscard]] Work work_of(std::shared_ptr<bench::FilterBench> bench) const {
        return timed([this, bench](std::size_t i) {
            for (const FramePtr& frame : bench->feed_jpeg(pictures_[i % pictures_.size()]))
                if (frame->bytes().empty()) throw std::runtime_error("a frame without bytes");
        });
    }
    [[nodiscard]] Work edit_path() const;

    std::string plugins_;
    std::vector<std::vector<std::byte>> owned_;
    std::vector<Jpeg> pictures_;
};

// A rectangle of 5 % of the picture, drawn on the planes.
class Draws final : public Filter {
public:
    explicit Draws(const Params&) {}
    FramePtr process(FramePtr frame, Context& context) override {
        CanvasPtr canvas = context.edit(frame, Format::i420);
        for (std::uint32_t i = 0; i < canvas->planes; ++i) {
            const auto& plane = canvas->plane[i];
            for (std::uint32_t y = plane.height * 3 / 8; y < plane.height * 5 / 8; ++y)
                std::memset(plane.row(y) + plane.width * 2 / 5, 0x80, plane.width / 5);
        }
        return context.publish(std::move(canvas), frame, {});
    }
};

constexpr NodeEntry draws_entry() {
    NodeEntry entry = filter_entry<Draws>("draws", "draws a rectangle");
    entry.wishes = [](const Params&, Wishes& wishes) {
        wishes.pixels({Format::i420, 1});
        wishes.publishes({});
    };
    return entry;
}
constexpr NodeEntry draws = draws_entry();

Work Opening::edit_path() const { return work_of(std::make_shared<bench::FilterBench>(draws)); }

}  // namespace

int main(int count, char** arguments) try {
    Options options;
    int quality = 75;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = arguments[i], value = arguments[i + 1];
        if (name == "--frames") options.frames = std::stoul(value);
        if (name == "--repeats") options.repeats = std::stoul(value);
        if (name == "--only") options.only = value;
        if (name == "--json") options.json = value != "0";
        if (name == "--quality") quality = std::stoi(value);
    }
    Opening opening(SLUICE_PLUGINS, quality);
    if (!options.json) std::cout << "1920x1080 4:2:2, quality " << quality << ", " << opening.kilobytes() << " KB a frame\n";
    return compare(opening.comparisons(), options) ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& error) {
    std::cerr << "opening: " << error.what() << '\n';
    return EXIT_FAILURE;
}
