#include "tests/support/fake_driver/fake_queue.hpp"

#include <algorithm>
#include <cerrno>

namespace sluice::test {

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t per_buffer = 16 * page;  // of the offsets that name a plane to mmap()

bool multiplanar(std::uint32_t type) { return type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE; }

}  // namespace

int FakeQueue::request(v4l2_requestbuffers& request, int who, const Layout& layout) {
    if (request.memory != V4L2_MEMORY_MMAP || request.type != layout.type) return EINVAL;
    if (is_others(who) || streaming_) return EBUSY;
    free_all();
    layout_ = layout;
    request.capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP | V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS;
    if (request.count == 0) return 0;
    request.count = std::clamp(request.count, layout.least, layout.most);
    for (std::uint32_t i = 0; i < request.count; ++i) {
        Buffer& buffer = buffers_.emplace_back();
        for (const std::uint32_t size : layout.plane_sizes)
            buffer.planes.push_back(std::make_unique<DriverMemory>(tag_, (size + page - 1) / page * page));
    }
    owner_ = who;
    return 0;
}

int FakeQueue::checked(const v4l2_buffer& buffer) const {
    if (buffer.type != layout_.type || buffer.index >= buffers_.size()) return EINVAL;
    const bool room = buffer.m.planes && buffer.length >= layout_.plane_sizes.size();
    return multiplanar(buffer.type) && !room ? EINVAL : 0;
}

int FakeQueue::query(v4l2_buffer& buffer) const {
    if (const int error = checked(buffer)) return error;
    describe(buffer);
    return 0;
}

int FakeQueue::queue(v4l2_buffer& buffer, int who) {
    if (is_others(who)) return EBUSY;
    if (const int error = checked(buffer)) return error;
    Buffer& mine = buffers_[buffer.index];
    if (buffer.memory != V4L2_MEMORY_MMAP || mine.state != State::programs) return EINVAL;
    mine.state = State::queued;
    queued_.push_back(buffer.index);
    describe(buffer);
    return 0;
}

int FakeQueue::dequeue(v4l2_buffer& buffer, int who) {
    if (is_others(who)) return EBUSY;
    if (buffer.type != layout_.type || buffer.memory != V4L2_MEMORY_MMAP || !streaming_) return EINVAL;
    if (done_.empty()) return EAGAIN;
    buffer.index = done_.front();
    if (const int error = checked(buffer)) return error;
    done_.pop_front();
    ++handed_;
    buffers_[buffer.index].state = State::programs;
    describe(buffer);
    return 0;
}

int FakeQueue::stream_on(std::uint32_t type, int who) {
    if (is_others(who)) return EBUSY;
    if (type != layout_.type || buffers_.empty()) return EINVAL;
    streaming_ = true;
    return 0;
}

int FakeQueue::stream_off(std::uint32_t type, int who) {
    if (is_others(who)) return EBUSY;
    if (!buffers_.empty() && type != layout_.type) return EINVAL;
    take_all_back();
    return 0;
}

void* FakeQueue::map(std::size_t length, std::size_t offset) const {
    const std::size_t index = offset / per_buffer, plane = offset % per_buffer / page;
    if (index >= buffers_.size() || plane >= buffers_[index].planes.size()) {
        errno = EINVAL;
        return nullptr;
    }
    return buffers_[index].planes[plane]->map(length);
}

void FakeQueue::closed(int who) {
    if (owner_ != who) return;
    owner_ = ghost;
    release_ghost();
}

bool FakeQueue::fill(const Frame& frame) {
    if (!streaming_ || queued_.empty()) return false;
    const std::uint32_t index = queued_.front();
    queued_.pop_front();
    Buffer& buffer = buffers_[index];
    for (std::size_t i = 0; i < std::min(buffer.planes.size(), frame.planes.size()); ++i) buffer.planes[i]->write(frame.planes[i]);
    buffer.state = State::done;
    buffer.frame = frame;
    buffer.frame.planes.clear();
    done_.push_back(index);
    return true;
}

void FakeQueue::describe(v4l2_buffer& buffer) const {
    const Buffer& mine = buffers_[buffer.index];
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.flags = layout_.stamp_flags | mine.frame.flags | (mine.state == State::queued ? V4L2_BUF_FLAG_QUEUED : 0U);
    buffer.sequence = mine.frame.sequence;
    buffer.timestamp = mine.frame.stamp;
    buffer.field = V4L2_FIELD_NONE;
    const auto offset_of = [&](std::size_t plane) { return static_cast<std::uint32_t>(buffer.index * per_buffer + plane * page); };
    if (!multiplanar(layout_.type)) {
        buffer.length = static_cast<std::uint32_t>(mine.planes[0]->length());
        buffer.bytesused = mine.frame.used[0];
        buffer.m.offset = offset_of(0);
        return;
    }
    buffer.length = static_cast<std::uint32_t>(mine.planes.size());
    for (std::size_t i = 0; i < mine.planes.size(); ++i) {
        buffer.m.planes[i].length = static_cast<std::uint32_t>(mine.planes[i]->length());
        buffer.m.planes[i].bytesused = mine.frame.used[i];
        buffer.m.planes[i].m.mem_offset = offset_of(i);
        buffer.m.planes[i].data_offset = 0;
    }
}

// A mapping holds the file open, in the kernel too.
void FakeQueue::release_ghost() {
    if (owner_ != ghost || DriverMemory::mappings(tag_) > 0) return;
    take_all_back();
    free_all();
}

bool FakeQueue::is_others(int who) {
    release_ghost();
    return owner_ != nobody && owner_ != who;
}

void FakeQueue::take_all_back() {
    streaming_ = false;
    discarded_ += done_.size();
    queued_.clear();
    done_.clear();
    for (Buffer& buffer : buffers_) buffer.state = State::programs;
}

void FakeQueue::free_all() {
    queued_.clear();
    buffers_.clear();
    owner_ = nobody;
}

}  // namespace sluice::test
