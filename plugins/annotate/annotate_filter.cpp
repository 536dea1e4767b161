#include "annotate_filter.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <sluice/error.hpp>

namespace annotate {
namespace {

using sluice::Region;
using sluice::Size;

constexpr std::uint32_t grid = 16;        // texts lie on it: they touch the fewest MCUs then
constexpr std::size_t most_boxes = 64;    // of a frame
constexpr std::size_t most_names = 64;    // that are kept rendered
constexpr std::size_t most_letters = 64;  // of a name

std::optional<Ink> background_named(std::string_view name) {
    if (name == "none") return std::nullopt;
    return Ink::named(name);
}

// Even, so that no chroma sample of 4:2:0 lies half outside; nothing for what is no number.
std::optional<std::uint32_t> even(double at, std::uint32_t most) {
    if (!std::isfinite(at)) return std::nullopt;
    return static_cast<std::uint32_t>(std::clamp(at, 0.0, double(most))) / 2 * 2;
}

Region region(std::uint32_t x, std::uint32_t y, std::uint32_t width, std::uint32_t height) {
    return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y), static_cast<std::int32_t>(width),
            static_cast<std::int32_t>(height)};
}

}  // namespace

AnnotateFilter::AnnotateFilter(const sluice::Params& params)
    : template_(params.has("text") ? params.text("text") : std::string_view()),
      at_(params.text("at")),
      ink_(Ink::named(params.text("colour"))),
      box_ink_(Ink::named(params.text("box_colour"))),
      background_(background_named(params.text("background"))),
      boxes_(params.boolean("boxes")),
      encoding_(sluice::encoding_of(params)),
      font_(std::string(params.text("font"))) {
    if (params.has("size")) letters_ = static_cast<std::uint32_t>(params.whole("size"));
}

void AnnotateFilter::check(const sluice::Params& params, sluice::Complaints& complaints) {
    if (!params.has("text") && !params.boolean("boxes"))
        complaints.add("text", "there is nothing to draw", "write text: \"%H:%M:%S\" or boxes: true");
    if (params.has("text"))
        if (const auto mistake = TextTemplate::mistake_in(params.text("text")))
            complaints.add("text", mistake->what, mistake->next);
    std::error_code error;
    if (!std::filesystem::exists(params.text("font"), error))
        complaints.add("font", "there is no font in " + std::string(params.text("font")),
                       "install the package fonts-dejavu-core, or name another TrueType or OpenType file");
}

sluice::FramePtr AnnotateFilter::process(sluice::FramePtr frame, sluice::Context& context) {
    find_marks(*frame);
    if (marks_.empty()) return frame;
    if (!context.has_coefficients(frame)) {
        sluice::CanvasPtr canvas = context.edit(frame, sluice::Format::i420);
        for (const Mark& mark : marks_) draw(mark, *canvas);
        return context.publish(std::move(canvas), frame, encoding_);
    }
    const std::string_view source = frame->info().source;
    sluice::CoefficientEditPtr blocks = context.edit_coefficients(std::move(frame));
    if (!blocks)
        throw sluice::Error(
            "annotate opens JPEGs that are gray or YCbCr, and " + std::string(source) + " delivers others",
            "take YCbCr JPEGs, as cameras make them");
    for (const Mark& mark : marks_) blocks->draw(mark.region, [&mark](sluice::Canvas& canvas) { draw(mark, canvas); });
    return context.publish(std::move(blocks), nullptr);
}

void AnnotateFilter::draw(const Mark& mark, sluice::Canvas& canvas) {
    if (mark.label)
        mark.label->draw(canvas, static_cast<std::uint32_t>(mark.region.x), static_cast<std::uint32_t>(mark.region.y));
    else
        fill(canvas, mark.region, mark.ink);
}

void AnnotateFilter::find_marks(const sluice::Frame& frame) {
    marks_.clear();
    const Size size{frame.info().width, frame.info().height};
    if (size != size_) {
        size_ = size;
        font_.set_size(letters_.value_or(std::clamp(size.height / 30, 12u, 128u)));
        text_.clear();
        names_.clear();
    }
    if (names_.size() > most_names) names_.clear();
    const sluice::Note* note = boxes_ ? frame.notes().find("boxes") : nullptr;
    if (const auto* boxes = note ? std::get_if<std::vector<sluice::Box>>(note) : nullptr)
        for (std::size_t i = 0; i < std::min(boxes->size(), most_boxes); ++i) mark_box((*boxes)[i], size);
    if (!template_.empty()) mark_text(template_.filled(frame), size);
}

void AnnotateFilter::mark_text(const std::string& text, Size size) {
    if (text.empty()) return;
    const std::uint32_t margin = std::min(size.width, size.height) > 8 * grid ? grid : 0;
    if (text != text_) {
        label_.write(font_, text, {size.width - 2 * margin, size.height - 2 * margin}, ink_, background_);
        text_ = text;
    }
    const auto far = [&](std::uint32_t length, std::uint32_t label) {
        return length > label + margin ? (length - label - margin) / grid * grid : 0;
    };
    const bool right = at_.ends_with("right"), bottom = at_.starts_with("bottom");
    const Size label = label_.size();
    const std::uint32_t x = right ? far(size.width, label.width) : margin,
                        y = bottom ? far(size.height, label.height) : margin;
    marks_.push_back({region(x, y, label.width, label.height), &label_, {}});
}

void AnnotateFilter::mark_box(const sluice::Box& box, Size size) {
    const auto left = even(box.x, size.width), right = even(double{box.x} + box.width + 1, size.width);
    const auto top = even(box.y, size.height), bottom = even(double{box.y} + box.height + 1, size.height);
    if (!left || !right || !top || !bottom || *left >= *right || *top >= *bottom) return;
    const std::uint32_t width = *right - *left, height = *bottom - *top;
    const std::uint32_t line = std::max(2u, font_.size() / 16 * 2);
    const auto add = [&](std::uint32_t x, std::uint32_t y, std::uint32_t w, std::uint32_t h) {
        marks_.push_back({region(x, y, w, h), nullptr, box_ink_});
    };
    if (width <= 2 * line || height <= 2 * line) {
        add(*left, *top, width, height);
    } else {
        add(*left, *top, width, line);
        add(*left, *bottom - line, width, line);
        add(*left, *top + line, line, height - 2 * line);
        add(*right - line, *top + line, line, height - 2 * line);
    }
    if (!box.label.empty()) mark_name(box, *left, *top, size);
}

void AnnotateFilter::mark_name(const sluice::Box& box, std::uint32_t x, std::uint32_t y, Size size) {
    std::string name = box.label.substr(0, most_letters);
    if (box.score >= 0 && box.score < 1) name += " " + std::to_string(static_cast<int>(box.score * 100)) + " %";
    const auto [found, added] = names_.try_emplace(std::move(name));
    Label& label = found->second;
    if (added) label.write(font_, found->first, size, box_ink_.opposite(), box_ink_);
    const Size own = label.size();
    x = std::min(x, size.width > own.width ? size.width - own.width : 0) / 4 * 4;
    y = (y >= own.height ? y - own.height : y) / 4 * 4;
    marks_.push_back({region(x, y, own.width, own.height), &label, {}});
}

}  // namespace annotate
