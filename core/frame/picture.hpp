#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <sluice/coefficients.hpp>
#include <sluice/encoding.hpp>
#include <sluice/frame.hpp>
#include <sluice/pixels.hpp>

#include "codec/jpeg_style.hpp"
#include "frame/opener.hpp"
#include "frame/wish_set.hpp"

namespace sluice {

/// What frames share: bytes, and whatever was decoded from them; or what a filter made, and the bytes it
/// is encoded to when somebody wants them. Everything is made once, for all who ask, when first asked for.
/// A failure is kept: whoever asks later hears the same. [any thread]
class Picture {
public:
    /// As a source delivered it.
    Picture(OpenerPtr opener, Bytes bytes);
    /// Drawn by a filter. `style`: how the camera encodes.
    Picture(OpenerPtr opener, PixelsPtr drawn, const JpegStyle& style, const Encoding& encoding, FittedQualityPtr fitted = nullptr);
    /// Edited by a filter.
    Picture(OpenerPtr opener, CoefficientEditPtr blocks);
    ~Picture();
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;

    /// Encodes what was drawn or edited. Throws.
    [[nodiscard]] const Bytes& bytes();
    /// Whether bytes() has nothing to do.
    [[nodiscard]] bool has_bytes() const noexcept { return has_bytes_.load(std::memory_order_acquire); }

    /// `info` is that of any frame over this picture. Throws Damage where nobody can open it.
    [[nodiscard]] PixelsPtr pixels(const FrameInfo& info, const Wish& wish);
    /// Somebody will ask for this: the first decode serves it too.
    void mark(WishSet wishes) noexcept { marks_.fetch_or(wishes.bits(), std::memory_order_relaxed); }

    /// A JPEG that is carried or was edited: its coefficients need no encode first.
    [[nodiscard]] bool has_blocks(const FrameInfo& info) const noexcept;
    /// nullptr where there are none.
    [[nodiscard]] CoefficientsPtr blocks(const FrameInfo& info);
    /// To change; `alone`: nobody else has this picture, so nothing need be copied.
    [[nodiscard]] CoefficientEditPtr edit_blocks(const FrameInfo& info, bool alone);
    [[nodiscard]] JpegStyle style(const FrameInfo& info);

    [[nodiscard]] const OpenerPtr& opener() const noexcept { return opener_; }
    /// Once true: this damage was not counted yet.
    [[nodiscard]] bool first_to_tell_damage() noexcept { return !damage_told_.exchange(true, std::memory_order_relaxed); }

    /// As long as a token lives, what was decoded is kept; with the last one it is freed, and a frame that
    /// waits longer is bytes and notes alone. Each delivery to a lane that opens pictures holds one.
    class Token {
    public:
        Token() = default;
        explicit Token(std::shared_ptr<Picture> picture) noexcept : picture_(std::move(picture)) {
            if (picture_) picture_->tokens_.fetch_add(1, std::memory_order_relaxed);
        }
        ~Token() {
            if (picture_) picture_->release();
        }
        Token(Token&& other) noexcept : picture_(std::move(other.picture_)) {}
        Token& operator=(Token&& other) noexcept {
            std::swap(picture_, other.picture_);
            return *this;
        }

    private:
        std::shared_ptr<Picture> picture_;
    };

private:
    struct View {
        Format format;
        std::uint32_t shrink;
        PixelsPtr pixels;
    };

    void release() noexcept;
    void forget() noexcept;
    [[nodiscard]] PixelsPtr view(const FrameInfo& info, Format format, std::uint32_t shrink);
    void open(const FrameInfo& info, WishSet wish);
    [[nodiscard]] PixelsPtr derived(Format format, std::uint32_t shrink);
    [[nodiscard]] const CoefficientEdit& some_blocks() const noexcept { return own_ ? *own_ : *shared_; }

    OpenerPtr opener_;
    std::atomic<bool> has_bytes_;
    std::atomic<std::uint8_t> marks_ = 0;
    std::atomic<std::uint32_t> tokens_ = 0;
    std::atomic<bool> damage_told_ = false;

    std::mutex bytes_mutex_;  // before mutex_ where both are needed
    Bytes bytes_;             // written once, before has_bytes_
    std::exception_ptr no_bytes_;

    std::mutex mutex_;  // guards all below
    const JpegStyle style_;
    const Encoding encoding_;
    const FittedQualityPtr fitted_;
    PixelsPtr drawn_;  // of a drawn picture, until it has bytes and nobody looks
    CoefficientEditPtr own_;  // of an edited picture, until somebody shares it
    std::shared_ptr<const CoefficientEdit> shared_;
    const bool edited_ = false;
    PixelsPtr base_;  // what was decoded; others are made from it
    WishSet base_wish_;
    bool opened_before_ = false;
    std::vector<View> views_;
    std::exception_ptr failure_;
};

}  // namespace sluice
