#include "sources/v4l2/camera_formats.hpp"

#include <linux/videodev2.h>

#include <cerrno>

#include <gtest/gtest.h>

namespace sluice::v4l2 {
namespace {

// One format, whose sizes and intervals are those, in order.
Control listing_driver(std::vector<v4l2_frmsizeenum> sizes, std::vector<v4l2_frmivalenum> intervals = {}) {
    return [=](unsigned long request, void* argument) {
        errno = EINVAL;
        if (request == VIDIOC_ENUM_FMT) {
            auto& out = *static_cast<v4l2_fmtdesc*>(argument);
            out.pixelformat = V4L2_PIX_FMT_YUYV;
            return out.index == 0 ? 0 : -1;
        }
        if (request == VIDIOC_ENUM_FRAMESIZES) {
            auto& out = *static_cast<v4l2_frmsizeenum*>(argument);
            if (out.index >= sizes.size()) return -1;
            out = sizes[out.index];
            return 0;
        }
        if (request == VIDIOC_ENUM_FRAMEINTERVALS) {
            auto& out = *static_cast<v4l2_frmivalenum*>(argument);
            if (out.index >= intervals.size()) return -1;
            out = intervals[out.index];
            return 0;
        }
        return -1;
    };
}

v4l2_frmsizeenum one_size(std::uint32_t width, std::uint32_t height) {
    v4l2_frmsizeenum out{};
    out.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    out.discrete = {width, height};
    return out;
}

v4l2_frmsizeenum size_range(std::uint32_t type, v4l2_frmsize_stepwise range) {
    v4l2_frmsizeenum out{};
    out.type = type;
    out.stepwise = range;
    return out;
}

v4l2_frmivalenum interval_range(v4l2_fract least, v4l2_fract most) {
    v4l2_frmivalenum out{};
    out.type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
    out.stepwise = {least, most, {1, 1}};
    return out;
}

v4l2_frmivalenum one_interval(v4l2_fract interval) {
    v4l2_frmivalenum out{};
    out.type = V4L2_FRMIVAL_TYPE_DISCRETE;
    out.discrete = interval;
    return out;
}

std::vector<CameraSize> listed_sizes(const Control& control) { return formats_of(control, false).at(0).sizes; }

TEST(CameraFormats, LeavesOutSizesThatCannotBe) {
    const auto sizes = listed_sizes(listing_driver({one_size(0, 0), one_size(1u << 31, 1u << 31), one_size(640, 480),
                                                    one_size(640, 480), one_size(65536, 2), one_size(65535, 1)}));
    ASSERT_EQ(sizes.size(), 2u);
    EXPECT_EQ(sizes[0].size, (Size{640, 480}));
    EXPECT_EQ(sizes[1].size, (Size{65535, 1}));
}

TEST(CameraFormats, KeepsRangesWithinWhatCanBe) {
    const auto wild =
        listed_sizes(listing_driver({size_range(V4L2_FRMSIZE_TYPE_STEPWISE, {0, 0xffffffff, 16, 0, 0xfffffffe, 0})}))
            .at(0);
    EXPECT_EQ(wild.size, (Size{16, 1}));
    EXPECT_EQ(wild.most, (Size{65535, 65535}));
    EXPECT_EQ(wild.step, (Size{16, 1}));
    EXPECT_TRUE(
        listed_sizes(listing_driver({size_range(V4L2_FRMSIZE_TYPE_STEPWISE, {1920, 16, 1, 1080, 16, 1})})).empty());
    EXPECT_TRUE(
        listed_sizes(listing_driver({size_range(V4L2_FRMSIZE_TYPE_STEPWISE, {1u << 31, 1u << 31, 1, 16, 16, 1})}))
            .empty());
    EXPECT_FALSE(
        listed_sizes(listing_driver({size_range(V4L2_FRMSIZE_TYPE_STEPWISE, {640, 640, 1, 480, 480, 1})})).at(0).most);
    EXPECT_EQ(
        listed_sizes(listing_driver({size_range(V4L2_FRMSIZE_TYPE_CONTINUOUS, {16, 640, 99, 16, 480, 99})})).at(0).step,
        (Size{1, 1}));
}

TEST(CameraFormats, TakesRatesThatAreRates) {
    const CameraSize size =
        rates_at(listing_driver({}, {one_interval({0, 30}), one_interval({1, 0}), one_interval({1, 15}),
                                     one_interval({1, 30}), one_interval({1, 30})}),
                 V4L2_PIX_FMT_YUYV, {640, 480});
    EXPECT_EQ(size.rates, (std::vector<Rate>{{30, 1}, {15, 1}}));
    EXPECT_FALSE(size.rate_range);
}

TEST(CameraFormats, HalfARangeOfRatesIsNone) {
    EXPECT_TRUE(
        rates_at(listing_driver({}, {interval_range({0, 1}, {1, 1})}), V4L2_PIX_FMT_YUYV, {640, 480}).rates.empty());
    const CameraSize whole =
        rates_at(listing_driver({}, {interval_range({1, 60}, {1, 5})}), V4L2_PIX_FMT_YUYV, {640, 480});
    EXPECT_EQ(whole.rates, (std::vector<Rate>{{60, 1}, {5, 1}}));
    EXPECT_TRUE(whole.rate_range);
    const CameraSize single =
        rates_at(listing_driver({}, {interval_range({1, 25}, {1, 25})}), V4L2_PIX_FMT_YUYV, {640, 480});
    EXPECT_EQ(single.rates, (std::vector<Rate>{{25, 1}}));
    EXPECT_FALSE(single.rate_range);
}

TEST(CameraFormats, KnowsWhichLieInSeveralMemories) {
    EXPECT_EQ(memory_planes_of(V4L2_PIX_FMT_NV12), 1u);
    EXPECT_EQ(memory_planes_of(V4L2_PIX_FMT_NV12M), 2u);
    EXPECT_EQ(memory_planes_of(V4L2_PIX_FMT_NV21M), 2u);
    EXPECT_EQ(memory_planes_of(V4L2_PIX_FMT_YUV420M), 3u);
    EXPECT_EQ(memory_planes_of(V4L2_PIX_FMT_H264), 0u);
    EXPECT_EQ(format_of(V4L2_PIX_FMT_NV12M), Format::nv12);
    EXPECT_EQ(format_of(V4L2_PIX_FMT_YUV420M), Format::i420);
    EXPECT_EQ(format_of(V4L2_PIX_FMT_H264), std::nullopt);
}

}  // namespace
}  // namespace sluice::v4l2
