#pragma once

#include <string_view>

#include <sluice/coefficients.hpp>
#include <sluice/encoding.hpp>
#include <sluice/frame.hpp>
#include <sluice/log.hpp>
#include <sluice/pixels.hpp>

namespace sluice {

/// What a filter may ask of the host. Lives as long as the filter; every call [lane]: only from
/// within process(). What is done to a frame (pixels, edit, coefficients) throws where its picture is
/// damaged: let that pass through, the host drops the frame and counts it as damaged.
class Context {
public:
    /// The same picture with one more note; a note of the same name is replaced.
    [[nodiscard]] virtual FramePtr note(const FramePtr& frame, std::string_view key, Note value) = 0;
    /// Hands a frame on before the one that process() returns.
    virtual void emit(FramePtr frame) = 0;
    /// One line, with the node's name put in front; the host limits how often the same is said.
    virtual void log(Level level, std::string_view line) = 0;

    // From 1.1 on:

    /// The frame's pixels: decoded when first asked for, once for all who ask. Format and shrink must be
    /// among the wishes the entry declares.
    [[nodiscard]] virtual PixelsPtr pixels(const FramePtr& frame, const Wish& wish) = 0;
    /// A copy of the frame's pixels to draw on: i420 (cheapest: no colour conversion either way), gray,
    /// bgr24 or rgb24. Declared as a wish of shrink 1.
    [[nodiscard]] virtual CanvasPtr edit(const FramePtr& frame, Format format) = 0;
    /// An empty canvas of that size; i420 is 4:2:0. Its bytes are not set.
    [[nodiscard]] virtual CanvasPtr canvas(Format format, Size size) = 0;
    /// A new frame with this picture, and time, source, epoch and notes of `like`. It is a JPEG; it is
    /// encoded later, once, and only if a sink wants its bytes.
    [[nodiscard]] virtual FramePtr publish(CanvasPtr canvas, const FramePtr& like, const Encoding& encoding) = 0;
    [[nodiscard]] virtual FramePtr publish(PixelsPtr pixels, const FramePtr& like, const Encoding& encoding) = 0;

    /// False where the picture is not there as a JPEG: drawing on its pixels is the shorter way then.
    [[nodiscard]] virtual bool has_coefficients(const FramePtr& frame) = 0;
    /// The JPEG's coefficients; nullptr where there can be none (raw formats, CMYK).
    [[nodiscard]] virtual CoefficientsPtr coefficients(const FramePtr& frame) = 0;
    /// The same to change. Give the frame up (std::move) and nothing is copied where nobody else has it.
    [[nodiscard]] virtual CoefficientEditPtr edit_coefficients(FramePtr frame) = 0;
    /// A new frame with the edited picture, like the other publish(). `like` may be any frame of the same
    /// source, or nullptr: the frame the edit came from.
    [[nodiscard]] virtual FramePtr publish(CoefficientEditPtr edit, const FramePtr& like) = 0;

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

protected:
    Context() = default;
    ~Context() = default;
};

/// A filter sees the frames of one camera, in order, never from two threads at once; the thread is
/// not fixed. It is made and destroyed while no frame flows. A change of FrameInfo::epoch means:
/// forget what you knew.
class Filter {
public:
    virtual ~Filter() = default;

    /// Return the frame, another one made through the context, or nullptr to drop it. Throwing drops
    /// it too and is counted as failed. [lane]
    virtual FramePtr process(FramePtr frame, Context& context) = 0;
};

}  // namespace sluice
