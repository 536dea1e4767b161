#include "frame/picture.hpp"

#include <utility>

#include <sluice/error.hpp>

#include "codec/damage.hpp"

namespace sluice {

namespace {

void count(std::atomic<std::uint64_t>& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

Picture::Picture(OpenerPtr opener, Bytes bytes) : opener_(std::move(opener)), has_bytes_(true), bytes_(std::move(bytes)) {}

Picture::Picture(OpenerPtr opener, PixelsPtr drawn, const JpegStyle& style, const Encoding& encoding, FittedQualityPtr fitted)
    : opener_(std::move(opener)), has_bytes_(false), style_(style), encoding_(encoding), fitted_(std::move(fitted)), drawn_(std::move(drawn)) {}

Picture::Picture(OpenerPtr opener, CoefficientEditPtr blocks)
    : opener_(std::move(opener)), has_bytes_(false), own_(std::move(blocks)), edited_(true) {}

Picture::~Picture() = default;

const Bytes& Picture::bytes() {
    if (has_bytes()) return bytes_;
    const std::lock_guard bytes_lock(bytes_mutex_);
    if (has_bytes()) return bytes_;
    if (no_bytes_) std::rethrow_exception(no_bytes_);
    PixelsPtr drawn;
    std::shared_ptr<const CoefficientEdit> blocks;
    {
        const std::lock_guard lock(mutex_);
        if (own_) shared_ = std::move(own_);  // from here on others may read them too
        drawn = drawn_;
        blocks = shared_;
    }
    try {
        if (blocks) {
            count(opener_->counters.block_writes);
            bytes_ = opener_->codec->write_blocks(*blocks);
        } else {
            count(opener_->counters.encodes);
            bytes_ = opener_->codec->encode(*drawn, style_, encoding_, fitted_.get());
        }
    } catch (...) {
        no_bytes_ = std::current_exception();
        throw;
    }
    has_bytes_.store(true, std::memory_order_release);
    if (tokens_.load(std::memory_order_acquire) == 0) forget();
    return bytes_;
}

void Picture::release() noexcept {
    if (tokens_.fetch_sub(1, std::memory_order_acq_rel) == 1) forget();
}

void Picture::forget() noexcept {
    // Freed after unlocking: the memory's way home is short, but it is not ours to hold others up for.
    std::vector<View> views;
    PixelsPtr base, drawn;
    CoefficientEditPtr own;
    std::shared_ptr<const CoefficientEdit> shared;
    const std::lock_guard lock(mutex_);
    if (tokens_.load(std::memory_order_acquire) != 0) return;
    views.swap(views_);
    base.swap(base_);
    base_wish_ = {};
    if (!has_bytes()) return;
    drawn.swap(drawn_);
    own.swap(own_);
    shared.swap(shared_);
}

PixelsPtr Picture::pixels(const FrameInfo& info, const Wish& wish) {
    if (edited_) static_cast<void>(bytes());  // libjpeg makes no pixels from coefficients in memory
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    PixelsPtr all;
    try {
        all = view(info, wish.format, shrink_of(wish, info.width, info.height));
    } catch (const Damage&) {
        failure_ = std::current_exception();
        throw;
    }
    return wish.region == Region{} ? all : Codec::cut(all, wish.region);
}

PixelsPtr Picture::view(const FrameInfo& info, Format format, std::uint32_t shrink) {
    for (const View& view : views_)
        if (view.format == format && view.shrink == shrink) return view.pixels;
    const WishSet wish(shrink, format != Format::gray);
    const bool served = base_ && base_wish_.shrink() <= shrink && (base_wish_.chroma() || !wish.chroma());
    if (!served) open(info, wish);
    PixelsPtr pixels = derived(format, shrink);
    views_.push_back({format, shrink, pixels});
    return pixels;
}

void Picture::open(const FrameInfo& info, WishSet wish) {
    if (drawn_) {
        base_ = drawn_;
        base_wish_ = WishSet(1, true);
        return;
    }
    const WishSet all = wish.with(WishSet(marks_.load(std::memory_order_relaxed)));
    count(opener_->counters.decodes);
    if (std::exchange(opened_before_, true)) count(opener_->counters.later_decodes);
    if (info.format == Format::jpeg) {
        base_ = opener_->codec->decode(bytes_.view(), {info.width, info.height}, all.shrink(), all.chroma());
        base_wish_ = WishSet(all.shrink(), all.chroma());
    } else {
        base_ = opener_->codec->open_raw(info, bytes_.view(), all.chroma());
        base_wish_ = WishSet(1, all.chroma());
    }
}

PixelsPtr Picture::derived(Format format, std::uint32_t shrink) {
    Codec& codec = *opener_->codec;
    // The smallest first: colours are converted for as few pixels as asked for, and a gray view shrinks no chroma.
    PixelsPtr from = format == Format::gray && base_->format != Format::gray ? codec.converted(base_, Format::gray) : base_;
    if (from->shrink < shrink) from = codec.shrunk(from, shrink / from->shrink);
    return from->format == format ? from : codec.converted(from, format);
}

bool Picture::has_blocks(const FrameInfo& info) const noexcept {
    return info.format == Format::jpeg && (edited_ || has_bytes());
}

CoefficientsPtr Picture::blocks(const FrameInfo& info) {
    if (info.format != Format::jpeg) return nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (own_) shared_ = std::move(own_);
        if (shared_) return shared_;
    }
    const Bytes& jpeg = bytes();
    const std::lock_guard lock(mutex_);
    if (shared_) return shared_;
    count(opener_->counters.block_reads);
    shared_ = opener_->codec->read_blocks(jpeg.view(), {info.width, info.height});
    return shared_;
}

CoefficientEditPtr Picture::edit_blocks(const FrameInfo& info, bool alone) {
    if (info.format != Format::jpeg) return nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (own_ && alone && !has_bytes()) return std::move(own_);
        if (own_ || shared_) return opener_->codec->copy(some_blocks());
    }
    const Bytes& jpeg = bytes();
    count(opener_->counters.block_reads);
    return opener_->codec->read_blocks(jpeg.view(), {info.width, info.height});
}

JpegStyle Picture::style(const FrameInfo& info) {
    if (info.format != Format::jpeg) return {};
    {
        const std::lock_guard lock(mutex_);
        if (own_ || shared_) return Codec::style_of(some_blocks());
    }
    if (!edited_ && style_.planes > 0) return style_;
    return has_bytes() ? style_of(bytes_.view()) : JpegStyle{};
}

}  // namespace sluice
