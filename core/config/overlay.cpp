#include "config/overlay.hpp"

#include <cstddef>
#include <utility>

namespace sluice::config {

void lay_over(Value& base, Value over) {
    if (base.is_map() && over.is_empty()) return;
    if (!base.is_map() || !over.is_map()) {
        base = std::move(over);
        return;
    }
    for (std::size_t i = 0; i < over.keys.size(); ++i) {
        if (Value* under = base.find(over.keys[i].text)) {
            lay_over(*under, std::move(over.items[i]));
        } else {
            base.add(std::move(over.keys[i]), std::move(over.items[i]));
        }
    }
}

}  // namespace sluice::config
