#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace sluice {

/// A block of bytes that nobody changes any more, and whatever keeps it alive: a driver's buffer, a
/// pooled one, a mapped file. Copying a Bytes shares the block. Letting go of the last copy may
/// happen on any thread, so the keeper's destructor must be quick, lock-free and must not throw.
class Bytes {
public:
    Bytes() = default;
    Bytes(std::shared_ptr<const void> keeper, std::span<const std::byte> view) noexcept
        : keeper_(std::move(keeper)), view_(view) {}

    [[nodiscard]] const std::byte* data() const noexcept { return view_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return view_.size(); }
    [[nodiscard]] bool empty() const noexcept { return view_.empty(); }
    /// Valid while this or a copy of this lives.
    [[nodiscard]] std::span<const std::byte> view() const noexcept { return view_; }

    /// The first `size` bytes (at most all of them) of the same block.
    [[nodiscard]] Bytes first(std::size_t size) const {
        return {keeper_, view_.first(size < view_.size() ? size : view_.size())};
    }

private:
    std::shared_ptr<const void> keeper_;
    std::span<const std::byte> view_;
};

}  // namespace sluice
