#include "base/declared.hpp"

namespace sluice {

namespace {

class Notebook final : public Wishes {
public:
    void pixels(const Wish& wish) override { all.pixels.push_back(wish); }
    void coefficients(bool or_pixels) override {
        all.coefficients = true;
        all.or_pixels = or_pixels;
    }
    void publishes(const Encoding& encoding) override { all.publishes = encoding; }
    void holds(std::chrono::nanoseconds time, std::uint64_t bytes) override {
        all.holds = time;
        all.holds_bytes = bytes;
    }

    Declared all;
};

}  // namespace

Declared declared_by(const NodeEntry& entry, const Params& params) {
    Notebook notebook;
    if (entry.wishes) entry.wishes(params, notebook);
    return notebook.all;
}

}  // namespace sluice
