#pragma once

#include <cstddef>
#include <memory>

#include <sluice/bytes.hpp>

#include "painter.hpp"

namespace sluice::pattern {

/// A few canvases that are lent to frames and come home by themselves, from any thread, also after the
/// ring is gone. No memory of a frame's size is asked for once all have been used.
class BufferRing {
public:
    BufferRing(std::size_t bytes_each, std::size_t at_most);

    /// One that no frame holds, or nullptr where all do.
    [[nodiscard]] Canvas* take();
    /// The first `size` bytes of a canvas that take() gave.
    [[nodiscard]] Bytes lend(Canvas* canvas, std::size_t size);

private:
    struct Slot;
    struct Slots;

    std::shared_ptr<Slots> slots_;
    std::size_t bytes_each_;
    std::size_t next_ = 0;
};

}  // namespace sluice::pattern
