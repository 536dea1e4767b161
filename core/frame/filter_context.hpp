#pragma once

#include <vector>

#include <sluice/filter.hpp>

#include "frame/opener.hpp"

namespace sluice {

/// All of a Context that has to do with pictures, for whoever runs filters (a pump, the bench); emit() and
/// log() are theirs.
class FilterContext : public Context {
public:
    /// `opener`: of the source whose frames come; `wishes`: what the filter's entry declares.
    FilterContext(OpenerPtr opener, std::vector<Wish> wishes, bool coefficients);

    [[nodiscard]] FramePtr note(const FramePtr& frame, std::string_view key, Note value) override;
    [[nodiscard]] PixelsPtr pixels(const FramePtr& frame, const Wish& wish) override;
    [[nodiscard]] CanvasPtr edit(const FramePtr& frame, Format format) override;
    [[nodiscard]] CanvasPtr canvas(Format format, Size size) override;
    [[nodiscard]] FramePtr publish(CanvasPtr canvas, const FramePtr& like, const Encoding& encoding) override;
    [[nodiscard]] FramePtr publish(PixelsPtr pixels, const FramePtr& like, const Encoding& encoding) override;
    [[nodiscard]] bool has_coefficients(const FramePtr& frame) override;
    [[nodiscard]] CoefficientsPtr coefficients(const FramePtr& frame) override;
    [[nodiscard]] CoefficientEditPtr edit_coefficients(FramePtr frame) override;
    [[nodiscard]] FramePtr publish(CoefficientEditPtr edit, const FramePtr& like) override;

protected:
    ~FilterContext() = default;

    /// The frame in work: what publish(edit, nullptr) is like. Set before process(), cleared after.
    void begin_frame(const FramePtr& frame);
    void end_frame() noexcept;

private:
    void check_declared(const Wish& wish) const;
    void check_coefficients() const;

    OpenerPtr opener_;
    std::vector<Wish> wishes_;
    bool coefficients_;
    FrameInfo info_;  // of the frame in work, kept without the frame: it may be given up for its blocks
    Notes notes_;
};

}  // namespace sluice
