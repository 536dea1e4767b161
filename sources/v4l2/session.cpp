#include "session.hpp"

#include <linux/videodev2.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

namespace sluice::v4l2 {

namespace {

constexpr unsigned least_buffers = 2;
constexpr unsigned most_buffers = 32;   // places in leases_, what a bit each has room for, and libv4l2's own bound
constexpr unsigned most_failures = 30;  // in a row: then it is the camera, not a frame

std::uint32_t bit_of(std::uint32_t index) { return 1u << index; }

// In the middle of a stream nothing the driver refuses is the config's fault.
[[noreturn]] void fail_streaming(const CameraDevice& device, const char* doing, int error) {
    if (means_unplugged(error)) device.fail(doing, error);
    throw DeviceError(Trouble::failed,
                      device.path() + ": cannot " + doing + ": " + std::system_category().message(error),
                      "dmesg may say more");
}

[[noreturn]] void fail_answer(const CameraDevice& device, const std::string& what) {
    throw DeviceError(Trouble::failed, device.path() + ": the driver " + what,
                      "unplug the camera and plug it in again; dmesg may say more");
}

}  // namespace

// What the ioctls of a buffer take; a multi-planar one's bytes stand in planes of their own.
struct Session::Call {
    Call(const CameraDevice& device, std::uint32_t index) {
        buffer.index = index;
        buffer.type = device.buffer_type();
        buffer.memory = V4L2_MEMORY_MMAP;
        if (!device.multiplanar()) return;
        buffer.m.planes = planes.data();
        buffer.length = static_cast<std::uint32_t>(planes.size());
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    v4l2_buffer buffer{};
    std::array<v4l2_plane, VIDEO_MAX_PLANES> planes{};
};

// The one way home of a driver's buffer: one atomic bit, from any thread, nothing that can throw.
// Where the count of who still holds a lent buffer lives: in the session, one place for each buffer, so that lending allocates
// nothing. Letting go of the place is the buffer's way home: only then may its next count be made there.
template <typename Count>
class Session::LeasePlace {
public:
    using value_type = Count;

    LeasePlace(std::shared_ptr<Session> session, std::uint32_t index) noexcept : session_(std::move(session)), index_(index) {}
    template <typename Other>
    LeasePlace(const LeasePlace<Other>& other) noexcept : session_(other.session_), index_(other.index_) {}

    [[nodiscard]] Count* allocate(std::size_t) noexcept {
        static_assert(sizeof(Count) <= sizeof(Lease) && alignof(Count) <= alignof(Lease));
        return reinterpret_cast<Count*>(&session_->leases_[index_]);
    }
    // Whoever calls holds this object, and with it the session, until after the mark.
    void deallocate(Count*, std::size_t) noexcept { session_->home_.fetch_or(bit_of(index_), std::memory_order_release); }

    friend bool operator==(const LeasePlace& a, const LeasePlace& b) noexcept { return a.session_ == b.session_ && a.index_ == b.index_; }

private:
    template <typename>
    friend class LeasePlace;

    std::shared_ptr<Session> session_;
    std::uint32_t index_;
};

Session::Session(std::unique_ptr<CameraDevice> device, const AgreedMode& mode)
    : device_(std::move(device)), planes_(std::clamp(mode.memory_planes, 1u, 3u)) {
    const Planes& planes = mode.stream.planes;
    for (std::uint32_t i = 0; i < planes.count; ++i) {
        const std::size_t bytes = std::size_t{planes.plane[i].stride} * planes.plane[i].rows;
        needed_[planes_ > 1 ? i : 0] += bytes;
    }
}

std::shared_ptr<Session> Session::start(std::unique_ptr<CameraDevice> device, const AgreedMode& mode, unsigned count) {
    std::shared_ptr<Session> session(new Session(std::move(device), mode));
    session->map_buffers(count);
    for (std::uint32_t i = 0; i < session->buffers_.size(); ++i) session->waiting_ |= bit_of(i);
    session->queue_waiting();
    session->stream_on();
    return session;
}

void Session::map_buffers(unsigned count) {
    v4l2_requestbuffers request{};
    request.count = std::clamp(count, least_buffers, most_buffers);
    request.type = device_->buffer_type();
    request.memory = V4L2_MEMORY_MMAP;
    device_->need(VIDIOC_REQBUFS, &request, "get buffers");
    const std::uint32_t given = std::min(request.count, most_buffers);
    if (given < least_buffers)
        throw DeviceError(Trouble::failed,
                          device_->path() + " gives " + std::to_string(given) + " of the " +
                              std::to_string(least_buffers) + " buffers that a stream needs",
                          "ask for a smaller size, which needs less memory");
    buffers_.reserve(given);
    for (std::uint32_t i = 0; i < given; ++i) map_buffer(i);
}

void Session::map_buffer(std::uint32_t index) {
    Call call(*device_, index);
    device_->need(VIDIOC_QUERYBUF, &call.buffer, "ask for a buffer");
    stamp_flags_ = call.buffer.flags;
    Buffer& buffer = buffers_.emplace_back();
    if (!device_->multiplanar()) return map_plane(buffer.plane[0], 0, call.buffer.length, call.buffer.m.offset);
    if (call.buffer.length != planes_)
        fail_answer(*device_, "gives buffers of " + std::to_string(call.buffer.length) + " memories, and agreed on " +
                                  std::to_string(planes_));
    for (std::uint32_t i = 0; i < planes_; ++i)
        map_plane(buffer.plane[i], i, call.planes[i].length, call.planes[i].m.mem_offset);
}

void Session::map_plane(Mapping& plane, std::uint32_t number, std::size_t length, std::size_t offset) {
    if (length == 0 || length < needed_[number])
        fail_answer(*device_, "gives buffers of " + std::to_string(length) + " bytes for pictures of " +
                                  std::to_string(needed_[number]));
    void* data = device_->map(length, offset);
    if (!data) device_->fail("map a buffer", errno);
    plane = {static_cast<std::byte*>(data), length};
}

Session::~Session() {
    end();
    for (Buffer& buffer : buffers_)
        for (Mapping& plane : buffer.plane) release(plane, false);
}

std::optional<Session::Filled> Session::dequeue() {
    if (!streaming_) return std::nullopt;
    Call call(*device_, 0);
    const v4l2_buffer& buffer = call.buffer;
    const int error = device_->call(VIDIOC_DQBUF, &call.buffer);
    if (error == EAGAIN || error == EIO) {
        // Told to be ready and then nothing, again and again, would be a busy loop.
        if (++failures_ < most_failures) return std::nullopt;
        fail_streaming(*device_, "read from the stream", EIO);
    }
    if (error != 0) fail_streaming(*device_, "read from the stream", error);
    if (buffer.index >= buffers_.size() || (queued_ & bit_of(buffer.index)) == 0)
        throw DeviceError(Trouble::nonsense, device_->path() + ": the driver hands over buffer " + std::to_string(buffer.index) + ", which it does not have",
                          "unplug the camera and plug it in again; dmesg may say more");
    failures_ = 0;
    queued_ &= ~bit_of(buffer.index);
    Filled filled{buffer.index, buffer.flags, buffer.sequence, buffer.field, buffer.timestamp, {}};
    for (std::uint32_t i = 0; i < planes_; ++i) {
        // V4L2 counts what stands before the picture as used.
        const v4l2_plane& plane = call.planes[i];
        const auto length = static_cast<std::uint32_t>(buffers_[buffer.index].plane[i].length);
        const std::uint32_t end = std::min(device_->multiplanar() ? plane.bytesused : buffer.bytesused, length);
        const std::uint32_t offset = std::min(plane.data_offset, end);
        filled.part[i] = {offset, end - offset};
    }
    return filled;
}

std::span<const std::byte> Session::view(const Filled& filled) const noexcept {
    return {buffers_[filled.index].plane[0].data + filled.part[0].offset, filled.part[0].used};
}

std::span<const std::span<const std::byte>> Session::parts(const Filled& filled) noexcept {
    for (std::uint32_t i = 0; i < planes_; ++i) {
        const std::size_t used =
            needed_[i] > 0 ? std::min<std::size_t>(filled.part[i].used, needed_[i]) : filled.part[i].used;
        parts_[i] = {buffers_[filled.index].plane[i].data + filled.part[i].offset, used};
    }
    return std::span(parts_).first(planes_);
}

Bytes Session::lend(const Filled& filled) {
    assert(!in_parts() && ((queued_ | waiting_ | lent_) & bit_of(filled.index)) == 0);
    static_assert(std::tuple_size_v<decltype(leases_)> == most_buffers);
    auto keeper = std::allocate_shared<std::monostate>(LeasePlace<std::monostate>(shared_from_this(), filled.index));
    lent_ |= bit_of(filled.index);
    return {std::move(keeper), view(filled)};
}

void Session::give_back(std::uint32_t index) {
    assert(index < buffers_.size() && ((queued_ | lent_) & bit_of(index)) == 0);
    waiting_ |= bit_of(index);
    if (streaming_) queue_waiting();
}

void Session::take_back() {
    if (home_.load(std::memory_order_relaxed) != 0) come_home();
    if (streaming_ && waiting_ != 0) queue_waiting();
}

void Session::come_home() noexcept {
    const std::uint32_t home = home_.exchange(0, std::memory_order_acquire);
    lent_ &= ~home;
    waiting_ |= home;
}

// One that the driver refuses keeps waiting.
void Session::queue_waiting() {
    while (waiting_ != 0) {
        const auto index = static_cast<std::uint32_t>(std::countr_zero(waiting_));
        Call call(*device_, index);
        if (const int error = device_->call(VIDIOC_QBUF, &call.buffer))
            fail_streaming(*device_, "give a buffer back", error);
        waiting_ &= ~bit_of(index);
        queued_ |= bit_of(index);
    }
}

void Session::stream_on() {
    std::uint32_t type = device_->buffer_type();
    device_->need(VIDIOC_STREAMON, &type, "start the stream");
    streaming_ = true;
    failures_ = 0;
}

void Session::pause() {
    if (!streaming_) return;
    std::uint32_t type = device_->buffer_type();
    if (const int error = device_->call(VIDIOC_STREAMOFF, &type)) fail_streaming(*device_, "stop the stream", error);
    streaming_ = false;
    come_home();
    queued_ = 0;
    for (std::uint32_t i = 0; i < buffers_.size(); ++i) waiting_ |= bit_of(i) & ~lent_;
}

void Session::resume() {
    if (streaming_ || !device_) return;
    come_home();
    queue_waiting();
    stream_on();
}

unsigned Session::queued() const noexcept { return static_cast<unsigned>(std::popcount(queued_)); }

void Session::end() noexcept {
    if (!device_) return;
    std::uint32_t type = device_->buffer_type();
    if (streaming_) (void)device_->call(VIDIOC_STREAMOFF, &type);
    streaming_ = false;
    come_home();
    queued_ = waiting_ = 0;
    for (std::uint32_t i = 0; i < buffers_.size(); ++i)
        for (Mapping& plane : buffers_[i].plane) release(plane, (lent_ & bit_of(i)) != 0);
    device_.reset();
}

// A mapping holds the device open, so none may stay. A reader may be in the middle of a lent one, and
// libzmq would end the process if its pages vanished: the kernel swaps them for a copy in one step.
void Session::release(Mapping& plane, bool lent) noexcept {
    if (!plane.data) return;
    if (lent) {
        void* copy = ::mmap(nullptr, plane.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (copy == MAP_FAILED) return;  // no memory: the device stays held rather than a reader hurt
        std::memcpy(copy, plane.data, plane.length);
        if (::mremap(copy, plane.length, plane.length, MREMAP_MAYMOVE | MREMAP_FIXED, plane.data) == MAP_FAILED)
            ::munmap(copy, plane.length);
        return;
    }
    ::munmap(plane.data, plane.length);
    plane = {};
}

}  // namespace sluice::v4l2
