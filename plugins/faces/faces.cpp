#include <sluice/sluice.hpp>

#include "face_finder.hpp"

namespace {

using sluice::FramePtr;

constexpr sluice::Param parameters[] = {
    sluice::Param::file("cascade", "OpenCV's cascade to look with; the frontal faces of the package opencv-data where not written"),
    sluice::Param::text("label", "what its boxes are called").fallback("face"),
    sluice::Param::whole("min_size", "side of the smallest face, pixels of the frame").fallback("64").between("1", "16384"),
    sluice::Param::number("scale", "each size looked for is so much larger than the one before; larger is faster").fallback("1.1").between("1.01", "2"),
    sluice::Param::whole("neighbours", "finds beside each other that make one sure; more is stricter").fallback("4").between("1", "50"),
};

constexpr sluice::Wish view{sluice::Format::gray, 1, {}, {640, 360}};

std::string cascade_of(const sluice::Params& params) {
    return params.has("cascade") ? std::string(params.text("cascade")) : FaceFinder::usual_cascade();
}

class Faces final : public sluice::Filter {
public:
    explicit Faces(const sluice::Params& params)
        : label_(params.text("label")),
          finder_(cascade_of(params), {params.number("scale"), static_cast<int>(params.whole("neighbours")),
                                       static_cast<double>(params.whole("min_size"))}) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        return context.note(frame, "boxes", finder_.find(*context.pixels(frame, view), label_));
    }

private:
    std::string label_;
    FaceFinder finder_;
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Faces>("faces", "notes where faces are", parameters);
    entry.check = [](const sluice::Params& params, sluice::Complaints& complaints) {
        if (cascade_of(params).empty())
            complaints.add("cascade", "the cascade for faces is not on this machine", "install the package opencv-data, or name one");
    };
    entry.wishes = [](const sluice::Params&, sluice::Wishes& wishes) { wishes.pixels(view); };
    return entry;
}

constexpr sluice::NodeEntry faces = make_entry();

}  // namespace

SLUICE_TYPE(filter, "faces");
SLUICE_PLUGIN("faces", &faces);
