#pragma once

#include <linux/videodev2.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/support/fake_driver/driver_memory.hpp"

namespace sluice::test {

/// The buffers of one camera, by the rules of the kernel's videobuf2: who asked for them owns them, each is the
/// program's, queued, or done. What is asked as a system call answers 0 or an errno.
class FakeQueue {
public:
    struct Frame {
        std::vector<std::vector<std::byte>> planes;
        std::uint32_t flags = 0, sequence = 0;
        timeval stamp{};
        std::array<std::uint32_t, 3> used{};  ///< as the driver says
    };
    struct Layout {
        std::uint32_t type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        std::vector<std::uint32_t> plane_sizes;
        std::uint32_t least = 2, most = 32;
        std::uint32_t stamp_flags = 0;
    };

    explicit FakeQueue(std::string tag) : tag_(std::move(tag)) {}

    [[nodiscard]] int request(v4l2_requestbuffers& request, int who, const Layout& layout);
    [[nodiscard]] int query(v4l2_buffer& buffer) const;
    [[nodiscard]] int queue(v4l2_buffer& buffer, int who);
    [[nodiscard]] int dequeue(v4l2_buffer& buffer, int who);
    [[nodiscard]] int stream_on(std::uint32_t type, int who);
    [[nodiscard]] int stream_off(std::uint32_t type, int who);
    [[nodiscard]] void* map(std::size_t length, std::size_t offset) const;
    /// The owner closed its descriptor: as in the kernel its buffers go with the last mapping of them.
    void closed(int who);

    /// Puts a frame into the first queued buffer; false: there is none, or no stream.
    [[nodiscard]] bool fill(const Frame& frame);

    [[nodiscard]] bool busy() const noexcept { return !buffers_.empty(); }
    [[nodiscard]] bool streams_for(int who) const noexcept { return streaming_ && owner_ == who; }
    [[nodiscard]] bool streaming() const noexcept { return streaming_; }
    [[nodiscard]] std::size_t queued() const noexcept { return queued_.size(); }
    [[nodiscard]] std::size_t done() const noexcept { return done_.size(); }
    [[nodiscard]] std::uint64_t handed() const noexcept { return handed_; }        ///< frames that were dequeued
    [[nodiscard]] std::uint64_t discarded() const noexcept { return discarded_; }  ///< done, and the stream was stopped

private:
    enum class State : std::uint8_t { programs, queued, done };
    struct Buffer {
        std::vector<std::unique_ptr<DriverMemory>> planes;
        State state = State::programs;
        Frame frame;
    };
    static constexpr int nobody = -1, ghost = -2;  // a ghost closed its descriptor and left mappings

    void release_ghost();
    [[nodiscard]] bool is_others(int who);
    [[nodiscard]] int checked(const v4l2_buffer& buffer) const;
    void describe(v4l2_buffer& buffer) const;
    void take_all_back();
    void free_all();

    std::string tag_;
    Layout layout_;
    std::vector<Buffer> buffers_;
    std::deque<std::uint32_t> queued_, done_;
    int owner_ = nobody;
    bool streaming_ = false;
    std::uint64_t handed_ = 0, discarded_ = 0;
};

}  // namespace sluice::test
