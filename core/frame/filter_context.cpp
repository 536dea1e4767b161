#include "frame/filter_context.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "codec/damage.hpp"
#include "frame/host_frame.hpp"

namespace sluice {

namespace {

std::string words_of(const Wish& wish) {
    std::string words(name_of(wish.format));
    if (wish.at_least != Size{}) return text::cat(words, ", at_least ", wish.at_least.width, "x", wish.at_least.height);
    return wish.shrink == 1 ? words : text::cat(words, ", shrink ", wish.shrink);
}

// As its author has to write it.
std::string code_of(const Wish& wish) {
    std::string code = text::cat("{.format = Format::", name_of(wish.format));
    if (wish.at_least != Size{})
        code += text::cat(", .at_least = {", wish.at_least.width, ", ", wish.at_least.height, "}");
    else if (wish.shrink != 1)
        code += text::cat(", .shrink = ", wish.shrink);
    return code + "}";
}

Picture& picture_of(const HostFrame& frame) {
    if (!frame.picture()) throw Error("a picture nobody declared to open", "declare it in the entry's wishes");
    return *frame.picture();
}

}  // namespace

FilterContext::FilterContext(OpenerPtr opener, Rights rights) : opener_(std::move(opener)), rights_(std::move(rights)) {}

void FilterContext::begin_frame(const FramePtr& frame) {
    info_ = frame->info();
    notes_ = frame->notes();
}

void FilterContext::end_frame() noexcept { notes_ = {}; }

void FilterContext::check_declared(const Wish& wish) const {
    const bool known = std::ranges::any_of(rights_.wishes, [&](const Wish& declared) {
        return declared.format == wish.format && declared.shrink == wish.shrink && declared.at_least == wish.at_least;
    });
    if (!known)
        throw Error(text::cat("pixels that were not declared: ", words_of(wish)), text::cat("add wishes.pixels(", code_of(wish), ") to its wishes()"));
}

void FilterContext::check_coefficients() const {
    if (!rights_.coefficients) throw Error("coefficients that were not declared", "call coefficients() in the entry's wishes");
}

// Lost data moves what follows: what is to be hidden may stand beside the region that hides it.
void FilterContext::check_whole(bool partial) const {
    if (rights_.guards && partial) throw Damage("part of a JPEG was lost, and what follows may be out of place", "look at the camera's cable and its USB hub");
}

FramePtr FilterContext::note(const FramePtr& frame, std::string_view key, Note value) {
    const HostFrame& host = host_frame(frame);
    return host.with(host.notes().with(key, std::move(value)));
}

PixelsPtr FilterContext::pixels(const FramePtr& frame, const Wish& wish) {
    check_declared(wish);
    const HostFrame& host = host_frame(frame);
    PixelsPtr pixels = picture_of(host).pixels(host.info(), wish);
    check_whole(pixels->partial);
    return pixels;
}

CanvasPtr FilterContext::edit(const FramePtr& frame, Format format) {
    return opener_->codec->copy(*pixels(frame, {.format = format}));
}

CanvasPtr FilterContext::canvas(Format format, Size size) { return opener_->codec->canvas(format, size); }

FramePtr FilterContext::publish(CanvasPtr canvas, const FramePtr& like, const Encoding& encoding) {
    if (!canvas) throw Error("publish() was given no canvas", "hand over what edit() or canvas() gave");
    return publish(Codec::freeze(std::move(canvas)), like, encoding);
}

FramePtr FilterContext::publish(PixelsPtr pixels, const FramePtr& like, const Encoding& encoding) {
    if (!pixels) throw Error("publish() was given no pixels", "hand over what pixels() gave");
    const HostFrame& host = host_frame(like);
    const JpegStyle style = host.picture() ? host.picture()->style(host.info()) : JpegStyle{};
    const FrameInfo info = made_info(host.info(), pixels->width, pixels->height);
    auto picture = std::make_shared<Picture>(opener_, std::move(pixels), style, encoding, encoding.most_bytes > 0 ? fitted_ : nullptr);
    return std::make_shared<const HostFrame>(info, std::move(picture), host.notes());
}

bool FilterContext::has_coefficients(const FramePtr& frame) {
    const HostFrame& host = host_frame(frame);
    return host.picture() && host.picture()->has_blocks(host.info());
}

CoefficientsPtr FilterContext::coefficients(const FramePtr& frame) {
    check_coefficients();
    const HostFrame& host = host_frame(frame);
    CoefficientsPtr blocks = picture_of(host).blocks(host.info());
    check_whole(blocks && blocks->partial());
    return blocks;
}

CoefficientEditPtr FilterContext::edit_coefficients(FramePtr frame) {
    check_coefficients();
    const HostFrame& host = host_frame(frame);
    const bool alone = frame.use_count() == 1 && host.picture().use_count() == 1;
    CoefficientEditPtr blocks = picture_of(host).edit_blocks(host.info(), alone);
    check_whole(blocks && blocks->partial());
    return blocks;
}

FramePtr FilterContext::publish(CoefficientEditPtr edit, const FramePtr& like) {
    if (!edit) throw Error("publish() was given no coefficients", "hand over what edit_coefficients() gave");
    const FrameInfo info = made_info(like ? like->info() : info_, edit->width(), edit->height());
    const Notes notes = like ? like->notes() : notes_;
    return std::make_shared<const HostFrame>(info, std::make_shared<Picture>(opener_, std::move(edit)), notes);
}

}  // namespace sluice
