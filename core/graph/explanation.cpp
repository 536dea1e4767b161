#include "graph/explanation.hpp"

#include <algorithm>
#include <optional>

#include "codec/codec.hpp"

namespace sluice {

namespace {

using Origin = Explanation::Origin;
using Told = Explanation::Picture;
using Reason = Explanation::Reason;

void add_once(std::vector<std::size_t>& all, std::size_t one) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

// Of one raw picture; chroma of half the size is rounded up.
double raw_bytes(Format format, Size size) {
    const double pixels = double(size.width) * size.height;
    const double quarter = double((size.width + 1) / 2) * ((size.height + 1) / 2);
    switch (format) {
        case Format::yuyv:
        case Format::uyvy: return 2 * pixels;
        case Format::nv12:
        case Format::nv21:
        case Format::i420: return pixels + 2 * quarter;
        case Format::bgr24:
        case Format::rgb24: return 3 * pixels;
        default: return pixels;
    }
}

double least_known(double a, double b) { return a <= 0 ? b : b <= 0 ? a : std::min(a, b); }

class Explainer {
public:
    explicit Explainer(const Plan& plan) : plan_(plan), picture_of_(plan.nodes.size()), fps_of_(plan.nodes.size()), noted_by_(plan.nodes.size()) {
        out_.links.resize(plan.links.size());
        out_.runs.resize(plan.nodes.size());
    }

    Explanation run() {
        for (const PlannedSource& source : plan_.sources) add_source(source);
        // Links are in the order of their takers, and these in the order frames flow.
        for (std::size_t i = 0; i < plan_.links.size(); ++i) follow(i);
        for (std::size_t i = plan_.links.size(); i-- > 0;) ask_for(plan_.links[i]);
        find_reasons();
        count_memory();
        return std::move(out_);
    }

private:
    void add_source(const PlannedSource& source) {
        Told picture;
        picture.node = source.node;
        picture.format_known = source.promise.format_known;
        picture.format = source.promise.format;
        picture.size = source.promise.size;
        picture.fps = fps_of_[source.node] = source.promise.rate.per_second();
        const bool raw = picture.format_known && picture.format != Format::jpeg;
        picture.exact = raw;
        picture.bytes = raw ? raw_bytes(picture.format, picture.size) : jpeg_bytes_per_pixel * picture.size.width * picture.size.height;
        picture_of_[source.node] = out_.pictures.size();
        out_.pictures.push_back(std::move(picture));
    }

    void follow(std::size_t index) {
        const PlannedLink& link = plan_.links[index];
        Explanation::Link& told = out_.links[index];
        told.picture = picture_of_[link.from];
        told.fps = link.fps ? least_known(fps_of_[link.from], link.fps->per_second()) : fps_of_[link.from];
        told.noted_by = noted_by_[link.from];
        if (link.with) add_once(told.noted_by, link.with->node);
        if (plan_.nodes[link.to].kind == NodeKind::sink) {
            const Told& picture = out_.pictures[told.picture];
            told.bytes_per_second = picture.bytes * told.fps;
            told.exact = picture.exact && plan_.nodes[link.from].kind == NodeKind::source;
        } else {
            pass(link, told);
        }
    }

    void pass(const PlannedLink& link, const Explanation::Link& told) {
        const std::size_t filter = link.to;
        const Declared& declared = plan_.declared[filter];
        fps_of_[filter] = told.fps;
        noted_by_[filter] = told.noted_by;
        picture_of_[filter] = told.picture;
        const bool edits = works_on_coefficients(filter, out_.pictures[told.picture]);
        if (edits) {
            add_once(out_.pictures[told.picture].edited_by, filter);
            if (out_.pictures[told.picture].origin == Origin::drawn) add_once(out_.pictures[told.picture].encoded_for, filter);
        } else if (!declared.pixels.empty()) {
            open(filter, declared, told);
        }
        if (edits || declared.publishes || (declared.coefficients && declared.or_pixels))
            make_picture(filter, edits ? Origin::edited : Origin::drawn, told);
        else if (declared.opens())
            add_once(noted_by_[filter], filter);
    }

    // One that can do with pixels takes them where no JPEG is.
    [[nodiscard]] bool works_on_coefficients(std::size_t filter, const Told& picture) const {
        const Declared& declared = plan_.declared[filter];
        const bool raw = picture.origin == Origin::source && picture.format_known && picture.format != Format::jpeg;
        return declared.coefficients && (!declared.or_pixels || (!raw && picture.origin != Origin::drawn));
    }

    void open(std::size_t filter, const Declared& declared, const Explanation::Link& told) {
        Told& picture = out_.pictures[told.picture];
        // Each thins by itself: their frames may be other ones.
        const double sum = picture.opened_by.empty() ? told.fps : picture.decode_fps > 0 && told.fps > 0 ? picture.decode_fps + told.fps : 0;
        picture.decode_fps = least_known(sum, picture.fps);
        add_once(picture.opened_by, filter);
        for (const Wish& wish : declared.pixels) {
            if (wish.at_least != Size{} && picture.size == Size{}) picture.shrink_known = false;
            picture.decode = picture.decode.with(wish_set(wish, picture.size.width, picture.size.height));
        }
    }

    void make_picture(std::size_t filter, Origin origin, const Explanation::Link& told) {
        const Told& before = out_.pictures[told.picture];
        const NodeEntry* entry = plan_.nodes[filter].entry;
        Told picture;
        picture.node = filter;
        picture.origin = origin;
        picture.format_known = true;
        picture.fps = told.fps;
        const bool reshapes = entry && entry->reshapes;
        if (!reshapes) picture.size = before.size;
        // An edit of coefficients makes a JPEG hardly larger, whatever its shape becomes.
        if (origin == Origin::edited && before.format == Format::jpeg) picture.bytes = before.bytes;
        else picture.bytes = jpeg_bytes_per_pixel * picture.size.width * picture.size.height;
        picture_of_[filter] = out_.pictures.size();
        out_.pictures.push_back(std::move(picture));
    }

    void ask_for(const PlannedLink& link) {
        if (plan_.nodes[link.to].kind != NodeKind::sink) return;
        Told& picture = out_.pictures[picture_of_[link.from]];
        if (picture.origin != Origin::source && std::ranges::find(picture.encoded_for, link.to) == picture.encoded_for.end())
            picture.encoded_for.insert(picture.encoded_for.begin(), link.to);
    }

    void add_reason(std::size_t node, const Reason& reason) {
        std::vector<Reason>& all = out_.runs[node];
        if (std::ranges::find(all, reason) != all.end()) return;
        all.insert(std::ranges::upper_bound(all, reason), reason);
        for (const PlannedLink& link : plan_.links) {
            if (link.to != node || plan_.nodes[node].kind == NodeKind::sink) continue;
            add_reason_of(link, reason);
        }
    }

    void add_reason_of(const PlannedLink& link, const Reason& reason) {
        add_reason(link.from, reason);
        if (link.with) add_reason(link.with->node, reason);
    }

    void find_reasons() {
        for (const PlannedLink& link : plan_.links) {
            const config::Node& sink = plan_.nodes[link.to];
            if (sink.kind != NodeKind::sink) continue;
            const bool wants = sink.entry && sink.entry->wants;
            const Reason reason{wants ? Reason::Kind::sink_wants : Reason::Kind::somebody_takes, link.to, wants ? "" : link.name};
            add_reason(link.to, reason);
            add_reason_of(link, reason);
        }
        for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
            const config::Node& node = plan_.nodes[i];
            if (node.kind != NodeKind::filter) continue;
            if (node.run_always) add_reason(i, {Reason::Kind::run_always, i, ""});
            if (node.entry && node.entry->acts) add_reason(i, {Reason::Kind::acts, i, ""});
        }
    }

    void count_memory() {
        for (const PlannedSource& source : plan_.sources) {
            const Told& picture = out_.pictures[picture_of_[source.node]];
            // Drivers make room for the largest JPEG there can be, which is about a raw picture.
            const double one = raw_bytes(picture.exact ? picture.format : Format::yuyv, picture.size);
            out_.sources.push_back({source.node, source.buffers * one, source.pool.bytes});
            out_.opens |= source.opened;
        }
        const Codec::Limits limits;
        if (!out_.opens) return;
        out_.pixels = limits.pixels.bytes;
        out_.made_bytes = limits.bytes.bytes;
    }

    const Plan& plan_;
    Explanation out_;
    std::vector<std::size_t> picture_of_;  // of each node: what it hands on
    std::vector<double> fps_of_;
    std::vector<std::vector<std::size_t>> noted_by_;
};

}  // namespace

double Explanation::most_memory() const noexcept {
    double sum = static_cast<double>(pixels) + static_cast<double>(made_bytes);
    for (const SourceMemory& source : sources) sum += source.buffers + static_cast<double>(source.pool);
    return sum;
}

Explanation explain(const Plan& plan) { return Explainer(plan).run(); }

}  // namespace sluice
