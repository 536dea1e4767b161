#pragma once

#include <linux/videodev2.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "buffer_queue.hpp"
#include "facts.hpp"
#include "frame_files.hpp"
#include "frame_timer.hpp"
#include "settings.hpp"
#include "stats.hpp"

namespace fake_v4l2 {

class Camera;

// One open() of a camera. Never freed, only closed: another thread may still be in a call on it.
struct OpenFile {
    OpenFile(Camera& opened, double fps, double phase, int open_flags)
        : camera(opened), timer(std::in_place, fps, phase, open_flags)
    {
    }

    Camera& camera;
    std::optional<FrameTimer> timer;  // gone after the last close
    int descriptors = 0;              // of the program, which may dup()
    bool unplugged = false;
};

// A camera as the kernel's videobuf2 and uvcvideo drivers behave. Safe to use from any thread.
class Camera {
public:
    Camera(const Settings& settings, const FrameFiles& files, unsigned number, Stats& stats);

    unsigned number() const { return facts_.number; }
    // False while it is unplugged.
    bool is_plugged_in();

    // As ioctl(2), but returns 0 or an errno value. May wait, where the descriptor is a blocking one.
    int ioctl(OpenFile& file, unsigned long request, void* argument);
    // The file whose pages a buffer's mmap() gets, or -1.
    int memory_fd(const OpenFile& file, std::size_t length, off_t offset);
    void release(OpenFile& file);

private:
    using Lock = std::unique_lock<std::mutex>;

    int request_buffers(OpenFile& file, v4l2_requestbuffers& request);
    int query_buffer(v4l2_buffer& buffer);
    int queue_buffer(OpenFile& file, v4l2_buffer& buffer);
    int dequeue_buffer(OpenFile& file, v4l2_buffer& buffer, Lock& lock);
    int stream_on(OpenFile& file, std::uint32_t type);
    int stream_off(OpenFile& file, std::uint32_t type);

    bool is_known(const v4l2_buffer& buffer) const;
    void settle(FrameTimer& timer);
    void update_readiness(FrameTimer& timer);
    bool must_unplug();
    void unplug(OpenFile& file);
    void end_stream(OpenFile& file);

    const std::string path_;
    const FrameFiles& files_;
    const Facts facts_;
    const std::size_t most_buffers_;
    const bool in_order_;
    const bool stamped_;
    const bool hotplug_;
    const std::uint64_t unplug_after_;
    const long replug_ms_;
    Stats& stats_;

    std::mutex mutex_;
    OpenFile* owner_ = nullptr;  // of the buffers
    std::unique_ptr<BufferQueue> buffers_;
    bool streaming_ = false;
    std::uint64_t frames_given_ = 0;
    bool was_unplugged_ = false;  // by unplug_after, which happens once
    std::uint64_t unplugged_ns_ = 0;
};

}  // namespace fake_v4l2
