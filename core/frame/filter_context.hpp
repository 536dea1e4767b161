#pragma once

#include <vector>

#include <sluice/filter.hpp>

#include "frame/opener.hpp"

namespace sluice {

/// All of a Context that has to do with pictures, for whoever runs filters (a pump, the bench); emit() and
/// log() are theirs.
class FilterContext : public Context {
public:
    struct Rights {
        std::vector<Wish> wishes;   ///< that the filter's entry declares
        bool coefficients = false;  ///< the same
        bool guards = false;        ///< it protects somebody: a picture with parts out of place is damage to it
    };
    /// `opener`: of the source whose frames come.
    FilterContext(OpenerPtr opener, Rights rights);

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

    void check_whole(bool partial) const;

    OpenerPtr opener_;
    Rights rights_;
    FittedQualityPtr fitted_ = std::make_shared<FittedQuality>(0);
    FrameInfo info_;  // of the frame in work, kept without the frame: it may be given up for its blocks
    Notes notes_;
};

}  // namespace sluice
