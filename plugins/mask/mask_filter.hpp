#pragma once

#include <optional>
#include <vector>

#include <sluice/entry.hpp>

#include "fill.hpp"
#include "span.hpp"

namespace mask {

/// Covers regions of the picture; where it cannot, it throws, and the host lets no such frame pass.
class MaskFilter final : public sluice::Filter {
public:
    explicit MaskFilter(const sluice::Params& params);

    static void check(const sluice::Params& params, sluice::Complaints& complaints);
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) override;

private:
    void check_size(const sluice::FrameInfo& info);
    void find_parts(const sluice::Frame& frame);
    void add_boxes(const sluice::Frame& frame);

    std::vector<sluice::Region> regions_;
    std::optional<sluice::Size> made_for_;  // as written, else the first frame's
    bool written_ = false;
    Fill fill_;
    bool boxes_;
    double grow_;
    sluice::Encoding encoding_;
    std::vector<Part> parts_;  // of the frame at hand
};

}  // namespace mask
