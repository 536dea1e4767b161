// A moving test picture that shows its own frame number and its time, at next to no cost.
//     sources:
//       test: { type: pattern, format: mjpeg, size: 1280x720, fps: 30 }
#include "pattern_source.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "buffer_ring.hpp"
#include "face.hpp"
#include "jpeg_painter.hpp"
#include "raw_painter.hpp"
#include "timetable.hpp"

namespace sluice {

namespace {

constexpr Param declared[] = {
    Param::choice("format", "mjpeg|jpeg|yuyv|uyvy|nv12|nv21|i420|gray|bgr24|rgb24", "what the frames are; mjpeg is jpeg").fallback("mjpeg"),
    Param::size("size", "width and height in pixels, 64x64 to 8192x8192").fallback("1280x720"),
    Param::rate("fps", "frames per second; max: as fast as its readers take them").fallback("30").word("max"),
    Param::whole("frames", "ends after so many frames; without it, never").at_least("1"),
    Param::whole("quality", "of jpeg").fallback("85").between("1", "100"),
};

constexpr std::uint32_t least_side = 64, most_side = 8192;
constexpr std::size_t most_buffers = 8;

Format format_of(const Params& params) {
    return format_named(params.text("format")).value_or(Format::jpeg);  // mjpeg is V4L2's word for jpeg
}

bool is_unpaced(const Params& params) { return params.kind("fps") == ParamKind::choice; }

void promise(const Params& params, Promise& promised) {
    promised.format_known = true;
    promised.format = format_of(params);
    promised.size = params.size("size");
    if (!is_unpaced(params)) promised.rate = params.rate("fps");
}

void check(const Params& params, Complaints& complaints) {
    const Size size = params.size("size");
    const Format format = format_of(params);
    const std::string text(params.text("size"));
    const std::string name(name_of(format));
    if (std::min(size.width, size.height) < least_side || std::max(size.width, size.height) > most_side)
        complaints.add("size", text + " is outside 64x64 to 8192x8192", "take a size between them");
    if (pattern::needs_even_width(format) && size.width % 2 != 0)
        complaints.add("size", text + " has an odd width, which " + name + " cannot have", "make it even, or take format: mjpeg");
    if (pattern::needs_even_height(format) && size.height % 2 != 0)
        complaints.add("size", text + " has an odd height, which " + name + " cannot have", "make it even, or take format: mjpeg");
    if (!is_unpaced(params) && params.rate("fps").frames == 0)
        complaints.add("fps", "0 frames per second never come", "write a rate such as 30 or 1/60, or max");
}

class PatternSource final : public Source {
public:
    explicit PatternSource(const Params& params)
        : format_(format_of(params)), size_(params.size("size")), quality_(static_cast<int>(params.whole("quality"))) {
        if (!is_unpaced(params)) rate_ = params.rate("fps");
        if (params.has("frames")) left_ = static_cast<std::uint64_t>(params.whole("frames"));
    }

    void open(SourceContext& context) override {
        layout_ = pattern::lay_out(size_);
        if (format_ == Format::jpeg)
            painter_ = std::make_unique<pattern::JpegPainter>(layout_, quality_);
        else
            painter_ = std::make_unique<pattern::RawPainter>(layout_, format_);
        const std::size_t capacity = painter_->capacity();
        ring_.emplace(capacity, std::clamp<std::size_t>(context.buffers() + 2, 2, most_buffers));
        spare_ = {std::make_unique<std::byte[]>(capacity), {}};
        cells_ = pattern::empty_face(layout_);
        sequence_ = 0;
        if (rate_) timetable_.emplace(*rate_, Clock::now());
        Stream stream = painter_->stream();
        stream.fps = rate_ ? rate_->per_second() : 0;
        context.begin(stream);
    }

    bool next(SourceContext& context) override {
        if (left_ && *left_ == 0) return false;
        const std::optional<Clock::time_point> captured = await(context);
        if (!captured) return true;
        pattern::show(cells_, layout_, sequence_, *captured);
        if (pattern::Canvas* canvas = ring_->take()) {
            const std::size_t size = painter_->paint(cells_, *canvas);
            context.emit(ring_->lend(canvas, size), sequence_, *captured);
        } else {  // readers hold them all: the host decides whether it copies or drops
            const std::size_t size = painter_->paint(cells_, spare_);
            context.emit_copy({spare_.bytes.get(), size}, sequence_, *captured);
        }
        ++sequence_;
        if (left_) --*left_;
        return true;
    }

    void close(SourceContext&) noexcept override {
        ring_.reset();
        painter_.reset();
        spare_ = {};
    }

private:
    /// When this frame is due, once that has come; nothing where the program stops. A number whose time
    /// is over is skipped, as a camera would.
    std::optional<Clock::time_point> await(SourceContext& context) {
        if (!timetable_) {
            if (context.stopping()) return std::nullopt;
            return Clock::now();
        }
        sequence_ = std::max(sequence_, timetable_->newest(Clock::now()));
        const Clock::time_point due = timetable_->due(sequence_);
        if (context.wait(-1, due) == SourceContext::Wait::stopping) return std::nullopt;
        return due;
    }

    Format format_;
    Size size_;
    int quality_;
    std::optional<Rate> rate_;           // none: as fast as its readers take
    std::optional<std::uint64_t> left_;  // none: endless

    pattern::Layout layout_;
    std::unique_ptr<pattern::Painter> painter_;
    std::optional<pattern::BufferRing> ring_;
    pattern::Canvas spare_;
    pattern::Cells cells_;
    std::optional<pattern::Timetable> timetable_;
    std::uint64_t sequence_ = 0;
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = source_entry<PatternSource>("pattern", "a moving test picture that shows its own number and time", declared);
    entry.check = check;
    entry.unpaced = is_unpaced;
    entry.promise = promise;
    return entry;
}

}  // namespace

constinit const NodeEntry pattern_source = make_entry();

}  // namespace sluice
