#pragma once

#include <linux/videodev2.h>

#include <cstdint>
#include <vector>

#include "tests/support/fake_driver/camera_facts.hpp"

namespace sluice::test {

/// A camera's formats, sizes and rates: what it offers, and what it is set to. 0 or an errno.
class FakeFormats {
public:
    /// `facts` must outlive this.
    explicit FakeFormats(const CameraFacts& facts);

    [[nodiscard]] int list_formats(v4l2_fmtdesc& entry) const;
    [[nodiscard]] int list_sizes(v4l2_frmsizeenum& entry) const;
    [[nodiscard]] int list_intervals(v4l2_frmivalenum& entry) const;
    [[nodiscard]] int get(v4l2_format& format) const;
    /// The nearest to what is asked.
    [[nodiscard]] int attempt(v4l2_format& format) const;
    [[nodiscard]] int set(v4l2_format& format);
    [[nodiscard]] int get_interval(v4l2_streamparm& parm) const;
    [[nodiscard]] int set_interval(v4l2_streamparm& parm);

    [[nodiscard]] std::uint32_t type() const noexcept;
    [[nodiscard]] std::uint32_t pixelformat() const noexcept { return pixelformat_; }
    /// Of each memory plane.
    [[nodiscard]] std::vector<std::uint32_t> plane_sizes() const { return plane_sizes(pixelformat_, size_); }

private:
    [[nodiscard]] v4l2_frmsize_discrete nearest(v4l2_frmsize_discrete wanted) const;
    [[nodiscard]] std::uint32_t stride(std::uint32_t pixelformat, std::uint32_t width) const;
    [[nodiscard]] std::vector<std::uint32_t> plane_sizes(std::uint32_t pixelformat, v4l2_frmsize_discrete size) const;
    void describe(v4l2_format& format, std::uint32_t pixelformat, v4l2_frmsize_discrete size) const;

    const CameraFacts* facts_;
    std::uint32_t pixelformat_;
    v4l2_frmsize_discrete size_;
    v4l2_fract interval_;
};

}  // namespace sluice::test
