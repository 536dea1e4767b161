#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sluice/filter.hpp>

#include "tests/support/fake_frame.hpp"

namespace sluice::test {

/// A context that remembers what a filter did with it.
class FakeContext final : public Context {
public:
    struct Line {
        Level level;
        std::string text;

        friend bool operator==(const Line&, const Line&) = default;
    };

    [[nodiscard]] FramePtr note(const FramePtr& frame, std::string_view key, Note value) override {
        return make_frame(frame->info(), frame->bytes(), frame->notes().with(key, std::move(value)));
    }
    void emit(FramePtr frame) override { emitted.push_back(std::move(frame)); }
    void log(Level level, std::string_view line) override { lines.push_back({level, std::string(line)}); }

    std::vector<FramePtr> emitted;  ///< since somebody cleared it
    std::vector<Line> lines;
};

}  // namespace sluice::test
