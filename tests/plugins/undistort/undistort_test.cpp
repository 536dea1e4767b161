// undistort as it is shipped: the .so, through the gate, on what a lens of known bending makes of upright bars.
#include <cmath>
#include <cstdio>

#include <gmock/gmock.h>

#include "tests/plugins/noting.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using bench::note;
using test::box_at;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr double f = 500, cx = 319.5, cy = 239.5, k1 = -0.25, k2 = 0.05;

// Where the lens puts what a straight picture has at x, y.
std::pair<double, double> bent(double x, double y) {
    const double u = (x - cx) / f, v = (y - cy) / f, r2 = u * u + v * v, scale = 1 + k1 * r2 + k2 * r2 * r2;
    return {cx + u * scale * f, cy + v * scale * f};
}
// The other way round.
std::pair<double, double> straight(double x, double y) {
    double u = (x - cx) / f, v = (y - cy) / f;
    const double u0 = u, v0 = v;
    for (int i = 0; i < 20; ++i) {
        const double r2 = u * u + v * v, scale = 1 + k1 * r2 + k2 * r2 * r2;
        u = u0 / scale;
        v = v0 / scale;
    }
    return {cx + u * f, cy + v * f};
}

// Dark bars, 12 pixels wide and 80 apart, upright before the lens bent them; or a dark spot.
Bytes picture_of(double spot_x = -1, double spot_y = -1) {
    return bench::draw_picture(Format::gray, {640, 480}, [&](Canvas& canvas) {
        for (std::uint32_t y = 0; y < 480; ++y)
            for (std::uint32_t x = 0; x < 640; ++x) {
                const auto [sx, sy] = straight(x, y);
                double distance = std::abs(std::remainder(sx - 40, 80));
                if (spot_x >= 0) distance = std::max(std::abs(x - spot_x), std::abs(y - spot_y));
                canvas.plane[0].row(y)[x] = static_cast<std::uint8_t>(30 + 190 * std::clamp(distance - 5.5, 0.0, 1.0));
            }
    }, {95, 0});
}

std::string opencv_file(const char* size = "image_width: 640\nimage_height: 480\n") {
    char text[700];
    std::snprintf(text, sizeof text,
                  "%%YAML:1.0\n---\ncalibration_time: \"now\"\n%scamera_matrix: !!opencv-matrix\n   rows: 3\n   cols: 3\n   dt: d\n"
                  "   data: [ %g, 0., %g, 0., %g, %g, 0., 0., 1. ]\ndistortion_coefficients: !!opencv-matrix\n   rows: 5\n   cols: 1\n"
                  "   dt: d\n   data: [ %g, %g, 0., 0., 0. ]\n",
                  size, f, cx, f, cy, k1, k2);
    return text;
}
constexpr const char* ros_file =
    "image_width: 640\nimage_height: 480\ncamera_name: narrow_stereo\ncamera_matrix:\n  rows: 3\n  cols: 3\n"
    "  data: [500, 0, 319.5, 0, 500, 239.5, 0, 0, 1]\ndistortion_model: plumb_bob\ndistortion_coefficients:\n  rows: 1\n  cols: 5\n"
    "  data: [-0.25, 0.05, 0, 0, 0]\n";

class Undistort : public testing::Test {
protected:
    FilterBench load(std::string_view file, bench::Texts texts = {}) {
        folder_.put("camera.yaml", file);
        texts.try_emplace("camera", (folder_.path() / "camera.yaml").string());
        texts.try_emplace("quality", "95");
        return FilterBench::load(UNDISTORT, "undistort", texts);
    }
    std::string said(std::string_view file) {
        try {
            (void)load(file);
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing";
    }
    test::ScratchFolder folder_;
};

// Where the first bar's middle is in each of some rows, by how far it strays from a line through the ends.
double curve_of_first_bar(const FramePtr& frame) {
    const PixelsPtr pixels = bench::pixels(frame, Format::gray);
    const auto middle = [&](std::uint32_t y) {
        double sum = 0, weight = 0;
        for (std::uint32_t x = 0; x < 640; ++x) {
            const double dark = 255.0 - pixels->plane[0].row(y)[x];
            if (dark > 120) {
                sum += dark * x;
                weight += dark;
            } else if (weight > 500) {
                break;  // the bar is over
            } else {
                sum = weight = 0;
            }
        }
        return sum / weight;
    };
    const double top = middle(20), bottom = middle(460);
    double most = 0;
    for (std::uint32_t y = 20; y <= 460; y += 20) most = std::max(most, std::abs(middle(y) - (top + (bottom - top) * (y - 20) / 440)));
    return most;
}

TEST_F(Undistort, MakesBarsStraight) {
    for (const std::string& file : {opencv_file(), std::string(ros_file)}) {
        FilterBench bench = load(file);
        const FramePtr in = bench.camera().jpeg(picture_of());
        const FramePtr out = bench.feed(in).at(0);
        EXPECT_EQ(bench.counts().encodes, 0u);
        EXPECT_GT(curve_of_first_bar(in), 4);
        EXPECT_LT(curve_of_first_bar(out), 0.6);
        EXPECT_GT(bench::mean(*bench::pixels(out, Format::gray)), 100);
    }
}

TEST_F(Undistort, ShowsAllWithBlackAroundOnDemand) {
    FilterBench some = load(opencv_file()), all = load(opencv_file(), {{"all", "1"}});
    const Bytes white = bench::plain_picture(255);
    const auto corner = [](const FramePtr& frame) { return int(bench::pixels(frame, Format::gray)->plane[0].row(240)[1]); };
    EXPECT_GT(corner(some.feed_jpeg(white).at(0)), 240);
    EXPECT_LT(corner(all.feed_jpeg(white).at(0)), 16);
    const PixelsPtr pixels = bench::pixels(all.feed_jpeg(white).at(0), Format::i420);
    EXPECT_NEAR(pixels->plane[1].row(pixels->plane[1].height / 2)[0], 128, 2);
}

TEST_F(Undistort, TakesBoxesAlong) {
    FilterBench bench = load(opencv_file());
    test::Noting noting;
    const auto [x, y] = bent(100, 80);
    const FramePtr in = noting.on(bench.camera().jpeg(picture_of(x, y)), "boxes",
                                  std::vector<Box>{box_at(float(x) - 10, float(y) - 10, 20, 20, "spot"), box_at(-9000, -9000, 1, 1)});
    const FramePtr out = bench.feed(in).at(0);
    const auto boxes = note<std::vector<Box>>(out, "boxes");
    ASSERT_THAT(boxes, SizeIs(1));
    EXPECT_EQ(boxes[0].label, "spot");
    const PixelsPtr pixels = bench::pixels(out, Format::gray);
    double sx = 0, sy = 0, count = 0;
    for (std::uint32_t j = 0; j < 480; ++j)
        for (std::uint32_t i = 0; i < 640; ++i)
            if (pixels->plane[0].row(j)[i] < 80) sx += i, sy += j, ++count;
    ASSERT_GT(count, 50);
    EXPECT_NEAR(sx / count, boxes[0].x + boxes[0].width / 2, 2);
    EXPECT_NEAR(sy / count, boxes[0].y + boxes[0].height / 2, 2);
    EXPECT_TRUE(bench.entry().reshapes);
}

TEST_F(Undistort, APictureOfAnotherSizeFails) {
    FilterBench bench = load(opencv_file());
    try {
        (void)bench.feed_jpeg(bench::test_picture(0, {320, 240}));
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("was calibrated at 640x480, and this picture is 320x240; "));
    }
}

TEST_F(Undistort, SaysWhatIsWrongWithItsFile) {
    EXPECT_THAT(said(""), HasSubstr("is no calibration: it has 0 bytes"));
    EXPECT_THAT(said("hello: [1, 2"), HasSubstr("neither YAML, XML nor JSON"));
    EXPECT_THAT(said("{ \"a\": 1 }"), HasSubstr("has no camera_matrix"));
    EXPECT_THAT(said("<?xml version=\"1.0\"?><opencv_storage></opencv_storage>"), HasSubstr("has no camera_matrix"));
    EXPECT_THAT(said(opencv_file("")), HasSubstr("does not say image_width"));
    EXPECT_THAT(said("camera_matrix:\n  data: [1, 0, 0, 0, 1, 0, 0, 0, 1]\n"), HasSubstr("has no distortion_coefficients"));
    EXPECT_THAT(said("camera_matrix:\n  data: [a, 0, 0, 0, 1, 0, 0, 0, 1]\n"), HasSubstr("has no camera_matrix"));
    EXPECT_THAT(said("camera_matrix: 5\n"), HasSubstr("has no camera_matrix"));
}

}  // namespace
}  // namespace sluice
