#include "buffer_queue.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "real_calls.hpp"
#include "stamp.hpp"

namespace fake_v4l2 {

BufferQueue::BufferQueue(const FrameFiles& files, std::size_t count, bool in_order, bool stamped)
    : files_(files), count_(count), in_order_(in_order), stamped_(stamped), buffer_bytes_(files.buffer_bytes())
{
    const std::size_t bytes = count_ * buffer_bytes_;
    memory_fd_ = memfd_create("fake_v4l2", MFD_CLOEXEC);
    if (memory_fd_ < 0 || ftruncate(memory_fd_, static_cast<off_t>(bytes)) != 0)
        throw std::bad_alloc();
    void* const memory = real::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd_, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    memory_ = static_cast<std::uint8_t*>(memory);
    for (std::size_t index = 0; index < count_; ++index)
        show(index, index);
}

// The program's own mappings keep the pages they show, as a driver's do.
BufferQueue::~BufferQueue()
{
    munmap(memory_, count_ * buffer_bytes_);
    real::close(memory_fd_);
}

void BufferQueue::show(std::size_t index, std::size_t picture)
{
    const auto& bytes = files_.pictures[picture % files_.pictures.size()];
    std::memcpy(memory_ + index * buffer_bytes_, bytes.data(), bytes.size());
    slots_[index].used = static_cast<std::uint32_t>(bytes.size());
}

bool BufferQueue::queue(std::size_t index)
{
    if (slots_[index].place != Place::program)
        return false;
    slots_[index].place = Place::queued;
    queued_.push(index);
    return true;
}

bool BufferQueue::fill(std::uint32_t sequence, std::uint64_t stamp_ns)
{
    if (queued_.empty())
        return false;
    const std::size_t index = queued_.pop();
    if (in_order_)
        show(index, sequence);
    if (stamped_)
        write_stamp(memory_ + index * buffer_bytes_, sequence, stamp_ns);
    slots_[index].place = Place::done;
    slots_[index].sequence = sequence;
    slots_[index].stamp_ns = stamp_ns;
    done_.push(index);
    return true;
}

void BufferQueue::take_done(v4l2_buffer& buffer)
{
    const std::size_t index = done_.pop();
    slots_[index].place = Place::program;
    describe(index, buffer);
}

void BufferQueue::take_all_back()
{
    queued_.clear();
    done_.clear();
    for (Slot& slot : slots_)
        slot.place = Place::program;
}

void BufferQueue::describe(std::size_t index, v4l2_buffer& buffer) const
{
    const Slot& slot = slots_[index];
    buffer = {};
    buffer.index = static_cast<std::uint32_t>(index);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.bytesused = slot.used;
    buffer.length = buffer_bytes_;
    buffer.m.offset = static_cast<std::uint32_t>(index) * buffer_bytes_;
    buffer.field = V4L2_FIELD_NONE;
    buffer.sequence = slot.sequence;
    buffer.timestamp.tv_sec = static_cast<time_t>(slot.stamp_ns / 1'000'000'000);
    buffer.timestamp.tv_usec = static_cast<suseconds_t>(slot.stamp_ns / 1000 % 1'000'000);
    buffer.flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    if (slot.place == Place::queued)
        buffer.flags |= V4L2_BUF_FLAG_QUEUED;
    if (slot.place == Place::done)
        buffer.flags |= V4L2_BUF_FLAG_QUEUED | V4L2_BUF_FLAG_DONE;
}

}  // namespace fake_v4l2
