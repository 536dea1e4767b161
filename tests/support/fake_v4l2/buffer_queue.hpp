#pragma once

#include <linux/videodev2.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "frame_files.hpp"

namespace fake_v4l2 {

constexpr std::size_t most_buffers = VIDEO_MAX_FRAME;

// First in, first out, without allocating.
class IndexQueue {
public:
    bool empty() const { return count_ == 0; }
    void clear() { count_ = 0; }
    void push(std::size_t index) { items_[(first_ + count_++) % most_buffers] = index; }
    std::size_t pop()
    {
        const std::size_t index = items_[first_];
        first_ = (first_ + 1) % most_buffers;
        --count_;
        return index;
    }

private:
    std::array<std::size_t, most_buffers> items_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

// The buffers of one stream: memory with a picture already in each, so that "capturing" one costs nothing,
// and where each is on its way (with the program, queued, done).
class BufferQueue {
public:
    // `in_order`: each frame's own picture is copied into the buffer, which costs a copy a frame.
    // Without it a buffer always shows the same picture.
    // `stamped`: the pictures have room for a stamp, and each frame gets its own.
    BufferQueue(const FrameFiles& files, std::size_t count, bool in_order, bool stamped);
    ~BufferQueue();
    BufferQueue(const BufferQueue&) = delete;
    BufferQueue& operator=(const BufferQueue&) = delete;

    std::size_t count() const { return count_; }
    std::uint32_t buffer_bytes() const { return buffer_bytes_; }
    int memory_fd() const { return memory_fd_; }
    bool has_done() const { return !done_.empty(); }
    bool has_queued() const { return !queued_.empty(); }

    // False where the buffer is not with the program.
    bool queue(std::size_t index);
    // A frame arrives. False where no buffer is queued: the frame is lost.
    bool fill(std::uint32_t sequence, std::uint64_t stamp_ns);
    // The oldest filled buffer goes to the program; has_done() must be true.
    void take_done(v4l2_buffer& buffer);
    // STREAMOFF: all buffers are with the program.
    void take_all_back();
    void describe(std::size_t index, v4l2_buffer& buffer) const;

private:
    enum class Place { program, queued, done };
    struct Slot {
        Place place = Place::program;
        std::uint32_t used = 0;
        std::uint32_t sequence = 0;
        std::uint64_t stamp_ns = 0;
    };

    void show(std::size_t index, std::size_t picture);

    const FrameFiles& files_;
    const std::size_t count_;
    const bool in_order_;
    const bool stamped_;
    const std::uint32_t buffer_bytes_;
    int memory_fd_ = -1;
    std::uint8_t* memory_ = nullptr;
    std::array<Slot, most_buffers> slots_{};
    IndexQueue queued_;
    IndexQueue done_;
};

}  // namespace fake_v4l2
