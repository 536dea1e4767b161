#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <sluice/bytes.hpp>

namespace sluice::test {

/// Payloads whose end can be seen: a copy inside libzmq would let them go at once.
class WatchedBytes {
public:
    [[nodiscard]] Bytes make(std::size_t size, unsigned char value = 1) {
        auto block = std::make_shared<const std::vector<std::byte>>(size, std::byte{value});
        watched_.push_back(block);
        const std::span<const std::byte> view(*block);
        return {std::move(block), view};
    }
    [[nodiscard]] std::size_t alive() const {
        return static_cast<std::size_t>(std::ranges::count_if(watched_, [](const auto& one) { return !one.expired(); }));
    }
    /// Of the first that was made, the second, ...
    [[nodiscard]] bool alive_at(std::size_t index) const { return !watched_[index].expired(); }

private:
    std::vector<std::weak_ptr<const std::vector<std::byte>>> watched_;
};

}  // namespace sluice::test
