#include <sluice/sluice.hpp>

namespace {

using sluice::FramePtr;

constexpr sluice::Param parameters[] = {
    sluice::Param::whole("quality", "of the JPEGs, 1 to 100").between("1", "100"),
    sluice::Param::bytes("budget", "at most so many bytes a frame: quality is lowered until it fits").at_least("1KiB"),
};

constexpr sluice::Wish planes{sluice::Format::i420, 1, {}, {}};

sluice::Encoding encoding_asked(const sluice::Params& params) {
    sluice::Encoding encoding;
    if (params.has("quality")) encoding.quality = static_cast<std::uint32_t>(params.whole("quality"));
    if (params.has("budget")) encoding.most_bytes = params.bytes("budget");
    return encoding;
}

class Transcode final : public sluice::Filter {
public:
    explicit Transcode(const sluice::Params& params) : encoding_(encoding_asked(params)) {}

    FramePtr process(FramePtr frame, sluice::Context& context) override {
        if (small_enough(*frame)) return frame;
        return context.publish(context.pixels(frame, planes), frame, encoding_);
    }

private:
    // With a budget alone there is nothing to do for a camera's picture within it. Only a camera's: asking for
    // the bytes of another would encode it here.
    [[nodiscard]] bool small_enough(const sluice::Frame& frame) const {
        return encoding_.quality == 0 && frame.info().original && frame.info().format == sluice::Format::jpeg &&
               frame.bytes().size() <= encoding_.most_bytes;
    }

    sluice::Encoding encoding_;
};

constexpr sluice::NodeEntry make_entry() {
    auto entry = sluice::filter_entry<Transcode>("transcode", "makes JPEGs of another quality, or within a budget of bytes", parameters);
    entry.check = [](const sluice::Params& params, sluice::Complaints& complaints) {
        if (!params.has("quality") && !params.has("budget"))
            complaints.add("quality", "neither quality nor budget is written", "write quality: 60, budget: 80KiB, or both");
    };
    entry.wishes = [](const sluice::Params& params, sluice::Wishes& wishes) {
        wishes.pixels(planes);
        wishes.publishes(encoding_asked(params));
    };
    return entry;
}

constexpr sluice::NodeEntry transcode = make_entry();

}  // namespace

SLUICE_TYPE(filter, "transcode");
SLUICE_PLUGIN("transcode", &transcode);
