#include <sluice/bench/filter_bench.hpp>

#include <utility>

#include <sluice/error.hpp>

#include "base/declared.hpp"
#include "base/text.hpp"
#include "codec/damage.hpp"
#include "frame/filter_context.hpp"
#include "frame/host_frame.hpp"
#include "tools/filter_bench/camera_parts.hpp"
#include "tools/filter_bench/node_params.hpp"
#include "tools/filter_bench/plugin_file.hpp"

namespace sluice::bench {

namespace {

Declares declares(const NodeEntry& entry, const Params& params) {
    Declared all = declared_by(entry, params);
    return {std::move(all.pixels), all.coefficients, all.or_pixels, all.publishes, all.holds, all.holds_bytes};
}

class BenchContext final : public FilterContext {
public:
    BenchContext(OpenerPtr opener, const Declares& wishes, bool guards)
        : FilterContext(std::move(opener), {wishes.pixels, wishes.coefficients, guards}) {}

    void emit(FramePtr frame) override {
        (void)host_frame(frame);
        emitted.push_back(std::move(frame));
    }
    void log(Level level, std::string_view line) override { lines.push_back({level, std::string(line)}); }

    using FilterContext::begin_frame;
    using FilterContext::end_frame;

    std::vector<FramePtr> emitted;
    std::vector<Line> lines;
};

const NodeEntry& checked(const NodeEntry& entry) {
    if (entry.kind != NodeKind::filter || !entry.make_filter)
        throw Error(text::cat(entry.type, " is no filter"), "this bench runs filters");
    return entry;
}

}  // namespace

struct FilterBench::Parts {
    Parts(plugin::LoadedPlugin opened, const NodeEntry& of, const Texts& texts)
        : library(std::move(opened)), entry(checked(of)), params(read_params(entry, texts)), wishes(declares(entry, *params)),
          context(camera.parts_->opener, wishes, entry.guards), filter(entry.make_filter(*params)) {
        if (!filter) throw Error(text::cat("the constructor of ", entry.type, " gave nothing"), "tell its author");
    }

    std::vector<FramePtr> feed(FramePtr frame);
    FramePtr process(FramePtr frame);

    plugin::LoadedPlugin library;  // what the entry's texts belong to, where it comes from a file
    NodeEntry entry;
    std::shared_ptr<const config::ParamSet> params;
    Declares wishes;
    Camera camera;
    BenchContext context;
    Counts counts;
    std::unique_ptr<Filter> filter;  // last: it may use the others until it is gone
};

FramePtr FilterBench::Parts::process(FramePtr frame) {
    struct End {
        BenchContext& context;
        ~End() { context.end_frame(); }
    } end{context};
    const HostFrame& host = host_frame(frame);
    context.begin_frame(frame);
    Picture::Token token;
    if (host.picture() && !wishes.pixels.empty() && !wishes.coefficients) {
        const FrameInfo& info = host.info();
        for (const Wish& wish : wishes.pixels) host.picture()->mark(wish_set(wish, info.width, info.height));
        token = Picture::Token(host.picture());
    }
    try {
        FramePtr out = filter->process(std::move(frame), context);
        if (out) (void)host_frame(out);
        return out;
    } catch (const Damage&) {
        ++counts.damaged;
        throw;
    } catch (...) {
        ++counts.failed;
        throw;
    }
}

std::vector<FramePtr> FilterBench::Parts::feed(FramePtr frame) {
    (void)host_frame(frame);
    ++counts.in;
    context.emitted.clear();
    FramePtr last = process(std::move(frame));
    std::vector<FramePtr> out = std::exchange(context.emitted, {});
    counts.emitted += out.size();
    if (last) {
        out.push_back(std::move(last));
    } else {
        ++counts.dropped;
    }
    counts.out += out.size();
    return out;
}

FilterBench::FilterBench(const NodeEntry& entry, const Texts& texts) : parts_(new Parts({}, entry, texts)) {}
FilterBench::FilterBench(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
FilterBench::~FilterBench() = default;
FilterBench::FilterBench(FilterBench&&) noexcept = default;
FilterBench& FilterBench::operator=(FilterBench&&) noexcept = default;

FilterBench FilterBench::load_for(std::string_view stamp, const std::string& file, std::string_view type, const Texts& texts) {
    plugin::LoadedPlugin opened = open_plugin(file, stamp);
    const NodeEntry* const entry = opened.find({NodeKind::filter, std::string(type)});
    if (!entry) throw Error(text::cat(file, " has no filter ", type), "sluice nodes --plugin-path tells what it has");
    const NodeEntry found = *entry;
    return FilterBench(std::make_unique<Parts>(std::move(opened), found, texts));
}

std::vector<FramePtr> FilterBench::feed(FramePtr frame) { return parts_->feed(std::move(frame)); }

std::vector<FramePtr> FilterBench::feed(std::span<const FramePtr> frames) {
    std::vector<FramePtr> out;
    for (const FramePtr& frame : frames)
        for (FramePtr& one : feed(frame)) out.push_back(std::move(one));
    return out;
}

Camera& FilterBench::camera() noexcept { return parts_->camera; }
const NodeEntry& FilterBench::entry() const noexcept { return parts_->entry; }
const Declares& FilterBench::wishes() const noexcept { return parts_->wishes; }
const std::vector<Line>& FilterBench::lines() const noexcept { return parts_->context.lines; }

Counts FilterBench::counts() const noexcept {
    Counts all = parts_->counts;
    const PictureCounters& pictures = parts_->camera.parts_->opener->counters;
    all.decodes = pictures.decodes;
    all.later_decodes = pictures.later_decodes;
    all.encodes = pictures.encodes;
    all.block_reads = pictures.block_reads;
    all.block_writes = pictures.block_writes;
    return all;
}

}  // namespace sluice::bench
