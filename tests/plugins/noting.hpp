#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <sluice/bench.hpp>
#include <sluice/sluice.hpp>

namespace sluice::test {

/// Puts notes on frames of a bench, as a filter before the tested one would:
///     Noting noting;
///     bench.feed(noting.on(camera.jpeg(picture), "motion", 0.1));
class Noting {
public:
    [[nodiscard]] FramePtr on(FramePtr frame, std::string_view key, Note value) {
        next_key = key;
        next_value = std::move(value);
        return bench_.feed(std::move(frame)).at(0);
    }

private:
    struct Node final : Filter {
        explicit Node(const Params&) {}
        FramePtr process(FramePtr frame, Context& context) override { return context.note(frame, next_key, next_value); }
    };

    inline static std::string next_key;
    inline static Note next_value;
    static constexpr NodeEntry entry = filter_entry<Node>("noting", "puts a note on frames");
    bench::FilterBench bench_{entry};
};

/// A box of a note: no label where the test does not look at it.
[[nodiscard]] inline Box box_at(float x, float y, float width, float height, std::string label = {}) {
    Box box;
    box.x = x;
    box.y = y;
    box.width = width;
    box.height = height;
    box.label = std::move(label);
    return box;
}

}  // namespace sluice::test
