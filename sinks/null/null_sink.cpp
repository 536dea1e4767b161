// Takes every frame and lets it go: what a graph costs without its outside world.
//     sinks:
//       nowhere: { type: null, from: front }
#include "null_sink.hpp"

#include <cstdint>
#include <string>

namespace sluice {

namespace {

class NullSink final : public Sink {
public:
    explicit NullSink(const Params&) {}

    void open(SinkContext& context) override { context_ = &context; }

    void write(std::size_t, const FramePtr& frame) override {
        ++frames_;
        bytes_ += frame->bytes().size();
    }

    void close(bool) noexcept override {
        if (!context_) return;
        try {
            context_->log(Level::info, "took " + std::to_string(frames_) + " frames, " + std::to_string(bytes_) + " bytes");
        } catch (...) {  // memory for one line of log
        }
    }

private:
    SinkContext* context_ = nullptr;
    std::uint64_t frames_ = 0, bytes_ = 0;
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<NullSink>("null", "takes every frame and lets it go");
    entry.wants = true;
    return entry;
}

}  // namespace

constinit const NodeEntry null_sink = make_entry();

}  // namespace sluice
