#include <string>
#include <vector>

#include <sluice/sluice.hpp>

#include "camera.hpp"
#include "straightener.hpp"

namespace {

using sluice::Box;
using sluice::FrameInfo;
using sluice::FramePtr;

constexpr sluice::Param parameters[] = {
    sluice::Param::file("camera", "the calibration, as OpenCV's or ROS's tools write it").must(),
    sluice::Param::number("all", "0: only what is whole, cut to the picture; 1: everything, with black around").fallback("0").between("0", "1"),
    sluice::quality_param(),
};

constexpr sluice::Wish planes{sluice::Format::i420, 1, {}, {}};

class Undistort final : public sluice::Filter {
public:
    explicit Undistort(const sluice::Params& params)
        : camera_(read_camera(std::string(params.text("camera")))),
          straightener_(camera_, params.number("all")),
          encoding_(sluice::encoding_of(params)) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        check_size(frame->info());
        const sluice::PixelsPtr pixels = context.pixels(frame, planes);
        sluice::CanvasPtr canvas = context.canvas(sluice::Format::i420, camera_.size);
        straightener_.straighten(*pixels, *canvas);
        FramePtr straight = context.publish(std::move(canvas), frame, encoding_);
        for (const auto& [key, note] : frame->notes())
            if (const auto* boxes = std::get_if<std::vector<Box>>(&note)) straight = context.note(straight, key, moved(*boxes));
        return straight;
    }

private:
    void check_size(const FrameInfo& info) const {
        if (info.width == camera_.size.width && info.height == camera_.size.height) return;
        const auto text = [](std::uint32_t width, std::uint32_t height) { return std::to_string(width) + "x" + std::to_string(height); };
        throw sluice::Error("the camera was calibrated at " + text(camera_.size.width, camera_.size.height) + ", and this picture is " +
                                text(info.width, info.height),
                            "give the camera that size, or calibrate at this one");
    }

    [[nodiscard]] std::vector<Box> moved(const std::vector<Box>& boxes) const {
        std::vector<Box> result;
        for (Box box : boxes)
            if (straightener_.move(box)) result.push_back(std::move(box));
        return result;
    }

    Camera camera_;
    Straightener straightener_;
    sluice::Encoding encoding_;
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Undistort>("undistort", "takes a lens's bending out of the picture", parameters);
    entry.reshapes = true;
    entry.check = [](const sluice::Params& params, sluice::Complaints& complaints) {
        try {
            (void)read_camera(std::string(params.text("camera")));
        } catch (const sluice::Error& error) {
            const std::string text = error.what();
            const auto end = text.rfind("; ");
            complaints.add("camera", text.substr(0, end), text.substr(end + 2));
        }
    };
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) {
        wishes.pixels(planes);
        wishes.publishes(sluice::encoding_of(params));
    };
    return entry;
}

constexpr sluice::NodeEntry undistort = make_entry();

}  // namespace

SLUICE_TYPE(filter, "undistort");
SLUICE_PLUGIN("undistort", &undistort);
