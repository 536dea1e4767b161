// Nothing wrong with it: two entries, parameters, a static constructor.
#include <string>

#include "idle_filter.hpp"

namespace {

class IdleSink final : public sluice::Sink {
public:
    explicit IdleSink(const sluice::Params&) {}
    void open(sluice::SinkContext&) override {}
    void write(std::size_t, const sluice::FramePtr&) override {}
    void close(bool) noexcept override {}
};

const std::string made_at_start = "long enough for the heap, made before main";

constexpr sluice::Param parameters[] = {
    sluice::Param::whole("n", "a number").fallback("2"),
    sluice::Param::text("label", "a word"),
};
constexpr sluice::NodeEntry filter = sluice::filter_entry<IdleFilter>("good", "hands everything on", parameters);
constexpr sluice::NodeEntry sink = sluice::sink_entry<IdleSink>("good", "takes everything");

}  // namespace

SLUICE_TYPE(filter, "good");
SLUICE_TYPE(sink, "good");
SLUICE_PLUGIN("good ones", &filter, &sink);
