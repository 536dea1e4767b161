#include "camera.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "real_calls.hpp"

namespace fake_v4l2 {
namespace {

constexpr std::uint32_t capture = V4L2_BUF_TYPE_VIDEO_CAPTURE;

bool is_blocking(const FrameTimer& timer)
{
    return (fcntl(timer.fd(), F_GETFL) & O_NONBLOCK) == 0;
}

// Not for ever: another thread may stop the stream.
void wait_readable(int fd)
{
    constexpr int glance_ms = 100;
    pollfd waiting{fd, POLLIN, 0};
    poll(&waiting, 1, glance_ms);
}

}  // namespace

Camera::Camera(const Settings& settings, const FrameFiles& files, unsigned number, Stats& stats)
    : path_(settings.paths[number]),
      files_(files),
      facts_{number, files.width, files.height, files.buffer_bytes(), settings.fps},
      most_buffers_(settings.most_buffers),
      in_order_(settings.in_order),
      stamped_(settings.stamped),
      hotplug_(settings.hotplug),
      unplug_after_(number == 0 ? settings.unplug_after : 0),
      replug_ms_(settings.replug_ms),
      stats_(stats)
{
}

bool Camera::is_plugged_in()
{
    const Lock lock(mutex_);
    if (hotplug_ && real::access(path_.c_str(), F_OK) != 0)
        return false;
    if (!was_unplugged_)
        return true;
    return replug_ms_ >= 0 && monotonic_ns() - unplugged_ns_ >= static_cast<std::uint64_t>(replug_ms_) * 1'000'000;
}

int Camera::ioctl(OpenFile& file, unsigned long request, void* argument)
{
    Lock lock(mutex_);
    if (file.unplugged)
        return ENODEV;
    if (!file.timer)
        return EBADF;
    switch (request) {
    case VIDIOC_REQBUFS: return request_buffers(file, *static_cast<v4l2_requestbuffers*>(argument));
    case VIDIOC_QUERYBUF: return query_buffer(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_QBUF: return queue_buffer(file, *static_cast<v4l2_buffer*>(argument));
    case VIDIOC_DQBUF: return dequeue_buffer(file, *static_cast<v4l2_buffer*>(argument), lock);
    case VIDIOC_STREAMON: return stream_on(file, *static_cast<std::uint32_t*>(argument));
    case VIDIOC_STREAMOFF: return stream_off(file, *static_cast<std::uint32_t*>(argument));
    case VIDIOC_S_FMT:
        if (buffers_)
            return EBUSY;
        break;
    default: break;
    }
    const int answer = answer_facts(facts_, request, argument);
    return answer == not_answered ? ENOTTY : answer;
}

int Camera::memory_fd(const OpenFile& file, std::size_t length, off_t offset)
{
    const Lock lock(mutex_);
    if (file.unplugged || !buffers_)
        return -1;
    const auto step = static_cast<off_t>(facts_.buffer_bytes);
    const bool is_buffer = offset % step == 0 && offset / step < static_cast<off_t>(buffers_->count());
    return is_buffer && length <= facts_.buffer_bytes ? buffers_->memory_fd() : -1;
}

void Camera::release(OpenFile& file)
{
    const Lock lock(mutex_);
    end_stream(file);
    file.timer.reset();
}

void Camera::end_stream(OpenFile& file)
{
    if (owner_ != &file)
        return;
    if (streaming_)
        file.timer->stop();
    streaming_ = false;
    buffers_.reset();
    owner_ = nullptr;
}

int Camera::request_buffers(OpenFile& file, v4l2_requestbuffers& request)
{
    if (request.type != capture || request.memory != V4L2_MEMORY_MMAP)
        return EINVAL;
    if (streaming_ || (owner_ && owner_ != &file))
        return EBUSY;
    end_stream(file);
    request.count = static_cast<std::uint32_t>(std::min<std::size_t>(request.count, most_buffers_));
    request.capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP | V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS;
    if (request.count > 0) {
        buffers_ = std::make_unique<BufferQueue>(files_, request.count, in_order_, stamped_);
        owner_ = &file;
    }
    return 0;
}

bool Camera::is_known(const v4l2_buffer& buffer) const
{
    return buffers_ && buffer.type == capture && buffer.index < buffers_->count();
}

int Camera::query_buffer(v4l2_buffer& buffer)
{
    if (!is_known(buffer))
        return EINVAL;
    buffers_->describe(buffer.index, buffer);
    return 0;
}

int Camera::queue_buffer(OpenFile& file, v4l2_buffer& buffer)
{
    if (owner_ && owner_ != &file)
        return EBUSY;
    if (!is_known(buffer) || buffer.memory != V4L2_MEMORY_MMAP)
        return EINVAL;
    // Frames that were due before this moment must not get the buffer.
    if (streaming_)
        settle(*file.timer);
    if (!buffers_->queue(buffer.index))
        return EINVAL;
    stats_.queued.fetch_add(1, std::memory_order_relaxed);
    if (streaming_ && !file.timer->is_paced())
        file.timer->set_ready(true);
    buffers_->describe(buffer.index, buffer);
    return 0;
}

int Camera::dequeue_buffer(OpenFile& file, v4l2_buffer& buffer, Lock& lock)
{
    for (;;) {
        if (file.unplugged || must_unplug()) {
            unplug(file);
            return ENODEV;
        }
        if (owner_ && owner_ != &file)
            return EBUSY;
        if (!streaming_ || buffer.type != capture || buffer.memory != V4L2_MEMORY_MMAP)
            return EINVAL;
        settle(*file.timer);
        if (buffers_->has_done())
            break;
        update_readiness(*file.timer);
        if (buffers_->has_done())
            break;
        if (!is_blocking(*file.timer))
            return EAGAIN;
        lock.unlock();
        wait_readable(file.timer->fd());
        lock.lock();
    }
    buffers_->take_done(buffer);
    ++frames_given_;
    stats_.dequeued.fetch_add(1, std::memory_order_relaxed);
    update_readiness(*file.timer);
    return 0;
}

// Brings the buffers up to the clock: what a driver does in its interrupts is done when somebody looks.
void Camera::settle(FrameTimer& timer)
{
    const std::uint64_t now = monotonic_ns();
    if (!timer.is_paced()) {
        if (!buffers_->has_done() && buffers_->has_queued())
            buffers_->fill(timer.frames_taken(), timer.take_due(now));
        return;
    }
    for (;;) {
        const std::uint32_t sequence = timer.frames_taken();
        const std::uint64_t due = timer.take_due(now);
        if (due == 0)
            return;
        if (!buffers_->fill(sequence, due))
            stats_.dropped.fetch_add(1, std::memory_order_relaxed);
    }
}

void Camera::update_readiness(FrameTimer& timer)
{
    if (!timer.is_paced()) {
        timer.set_ready(buffers_->has_queued());
        return;
    }
    while (!timer.set_ready(buffers_->has_done()))
        settle(timer);
}

int Camera::stream_on(OpenFile& file, std::uint32_t type)
{
    if (type != capture || !buffers_)
        return EINVAL;
    if (owner_ != &file)
        return EBUSY;
    if (streaming_)
        return 0;
    streaming_ = true;
    stats_.streams.fetch_add(1, std::memory_order_relaxed);
    file.timer->start();
    if (!file.timer->is_paced())
        file.timer->set_ready(buffers_->has_queued());
    return 0;
}

int Camera::stream_off(OpenFile& file, std::uint32_t type)
{
    if (type != capture)
        return EINVAL;
    if (owner_ && owner_ != &file)
        return EBUSY;
    if (!buffers_)
        return 0;
    if (streaming_)
        file.timer->stop();
    streaming_ = false;
    buffers_->take_all_back();
    return 0;
}

bool Camera::must_unplug()
{
    if (unplug_after_ > 0 && !was_unplugged_ && frames_given_ >= unplug_after_) {
        was_unplugged_ = true;
        unplugged_ns_ = monotonic_ns();
        return true;
    }
    return hotplug_ && real::access(path_.c_str(), F_OK) != 0;
}

void Camera::unplug(OpenFile& file)
{
    if (!file.unplugged)
        stats_.unplugs.fetch_add(1, std::memory_order_relaxed);
    file.unplugged = true;
    end_stream(file);
}

}  // namespace fake_v4l2
