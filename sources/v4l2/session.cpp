#include "session.hpp"

#include <linux/videodev2.h>
#include <sys/mman.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sluice::v4l2 {

namespace {

constexpr unsigned most_buffers = 32;  // what a bit each has room for, and libv4l2's own bound
constexpr unsigned most_failures = 30; // a second of a broken stream; then it is the camera, not a frame

v4l2_buffer buffer_of(std::uint32_t index) {
    v4l2_buffer buffer{};
    buffer.index = index;
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    return buffer;
}

Clock::time_point capture_time(const v4l2_buffer& buffer) {
    const auto since_zero = std::chrono::seconds(buffer.timestamp.tv_sec) + std::chrono::microseconds(buffer.timestamp.tv_usec);
    const bool monotonic = (buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    return monotonic && since_zero.count() > 0 ? Clock::time_point(since_zero) : Clock::now();
}

}  // namespace

// The one way home of a driver's buffer: one atomic bit, from any thread, nothing that can throw.
class Session::Lease {
public:
    Lease(std::shared_ptr<Session> session, std::uint32_t index) noexcept : session_(std::move(session)), bit_(1u << index) {}
    ~Lease() { session_->home_.fetch_or(bit_, std::memory_order_release); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

private:
    std::shared_ptr<Session> session_;
    std::uint32_t bit_;
};

std::shared_ptr<Session> Session::start(std::unique_ptr<CameraDevice> device, unsigned count) {
    std::shared_ptr<Session> session(new Session(std::move(device)));
    session->map_buffers(count);
    for (std::uint32_t i = 0; i < session->buffers_.size(); ++i) session->give_back(i);
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    session->device_->need(VIDIOC_STREAMON, &type, "start the stream");
    return session;
}

void Session::map_buffers(unsigned count) {
    v4l2_requestbuffers request{};
    request.count = std::min(count, most_buffers);
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    device_->need(VIDIOC_REQBUFS, &request, "get buffers");
    for (std::uint32_t i = 0; i < std::min(request.count, most_buffers); ++i) {
        v4l2_buffer buffer = buffer_of(i);
        device_->need(VIDIOC_QUERYBUF, &buffer, "ask for a buffer");
        void* data = device_->map(buffer.length, buffer.m.offset);
        if (!data) device_->fail("map a buffer", errno);
        buffers_.push_back({static_cast<std::byte*>(data), buffer.length, false});
    }
    if (buffers_.size() < 2) throw Error(device_->path() + " gives only " + std::to_string(buffers_.size()) + " buffer, a stream needs 2");
}

Session::~Session() {
    end();
    for (const Buffer& buffer : buffers_)
        if (buffer.data) ::munmap(buffer.data, buffer.length);
}

std::optional<Session::Filled> Session::dequeue() {
    v4l2_buffer buffer = buffer_of(0);
    const int error = device_->call(VIDIOC_DQBUF, &buffer);
    if (error == EAGAIN || error == EIO) {
        // Told to be ready and then nothing, again and again, would be a busy loop.
        if (++failures_ < most_failures) return std::nullopt;
        device_->fail("read from the stream", EIO);
    }
    if (error != 0) device_->fail("read from the stream", error);
    if (buffer.index >= buffers_.size()) throw Error(device_->path() + ": the driver names a buffer that is not there");
    failures_ = 0;
    --queued_;
    return Filled{buffer.index, buffer.flags, buffer.sequence, buffer.bytesused, capture_time(buffer)};
}

std::span<const std::byte> Session::view(const Filled& filled) const noexcept {
    const Buffer& buffer = buffers_[filled.index];
    return {buffer.data, std::min(filled.used, buffer.length)};
}

Bytes Session::lend(const Filled& filled) {
    buffers_[filled.index].lent = true;
    return {std::make_shared<const Lease>(shared_from_this(), filled.index), view(filled)};
}

void Session::give_back(std::uint32_t index) {
    v4l2_buffer buffer = buffer_of(index);
    device_->need(VIDIOC_QBUF, &buffer, "give a buffer back");
    ++queued_;
}

void Session::take_back() {
    std::uint32_t home = home_.load(std::memory_order_relaxed);
    if (home == 0) return;
    home = home_.exchange(0, std::memory_order_acquire);
    while (home != 0) {
        const auto index = static_cast<std::uint32_t>(std::countr_zero(home));
        home &= home - 1;
        buffers_[index].lent = false;
        give_back(index);
    }
}

void Session::end() noexcept {
    if (!device_) return;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    (void)device_->call(VIDIOC_STREAMOFF, &type);
    const std::uint32_t home = home_.exchange(0, std::memory_order_acquire);
    for (std::uint32_t i = 0; i < buffers_.size(); ++i) {
        if (home & (1u << i)) buffers_[i].lent = false;
        release(buffers_[i]);
    }
    device_.reset();
}

// A mapping holds the device open, so none may stay. A reader may be in the middle of a lent one, and
// libzmq would end the process if its pages vanished: the kernel swaps them for a copy in one step.
void Session::release(Buffer& buffer) noexcept {
    if (buffer.lent) {
        void* copy = ::mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (copy == MAP_FAILED) return;  // no memory: the device stays held rather than a reader hurt
        std::memcpy(copy, buffer.data, buffer.length);
        if (::mremap(copy, buffer.length, buffer.length, MREMAP_MAYMOVE | MREMAP_FIXED, buffer.data) == MAP_FAILED)
            ::munmap(copy, buffer.length);
        return;
    }
    ::munmap(buffer.data, buffer.length);
    buffer.data = nullptr;
}

}  // namespace sluice::v4l2
