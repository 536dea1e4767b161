#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <sluice/entry.hpp>

#include "tests/support/fake_context.hpp"
#include "tests/support/fake_frame.hpp"
#include "tests/support/fake_params.hpp"

namespace sluice::test {

/// Runs one filter as the host would, without host, camera and threads:
///
///     FilterBench bench(entry, {{"n", {"3"}}});
///     EXPECT_THAT(sequences(bench.feed(make_frames(7))), ElementsAre(0, 3, 6));
///
/// `entry` comes from a plugin (LoadedPlugin, Registry) or from filter_entry<>() in the test, and must
/// outlive the bench. What the constructor and process() throw reaches the test as it is: catching
/// is the host's part.
class FilterBench {
public:
    explicit FilterBench(const NodeEntry& entry, Texts texts = {})
        : params_(entry, std::move(texts)), filter_(entry.make_filter(params_)) {}

    /// What comes out for that frame, in order: emitted ones, then the returned one, if any.
    std::vector<FramePtr> feed(FramePtr frame) {
        ++fed_;
        FramePtr last = filter_->process(std::move(frame), context_);
        std::vector<FramePtr> out = std::exchange(context_.emitted, {});
        if (last) out.push_back(std::move(last));
        return out;
    }
    std::vector<FramePtr> feed(std::span<const FramePtr> frames) {
        std::vector<FramePtr> out;
        for (const FramePtr& frame : frames)
            for (FramePtr& one : feed(frame)) out.push_back(std::move(one));
        return out;
    }
    std::vector<FramePtr> feed(const std::vector<FramePtr>& frames) { return feed(std::span(frames)); }

    [[nodiscard]] std::size_t fed() const noexcept { return fed_; }
    /// What the filter logged so far.
    [[nodiscard]] const std::vector<FakeContext::Line>& lines() const noexcept { return context_.lines; }
    [[nodiscard]] Filter& filter() noexcept { return *filter_; }

private:
    FakeParams params_;
    FakeContext context_;
    std::unique_ptr<Filter> filter_;  // last: it may use the others until it is gone
    std::size_t fed_ = 0;
};

/// The sequence numbers of frames, which is most of what there is to compare.
[[nodiscard]] inline std::vector<std::uint64_t> sequences(const std::vector<FramePtr>& frames) {
    std::vector<std::uint64_t> all;
    for (const FramePtr& frame : frames) all.push_back(frame->info().sequence);
    return all;
}

}  // namespace sluice::test
