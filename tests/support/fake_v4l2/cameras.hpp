#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <string_view>

#include "camera.hpp"

namespace fake_v4l2 {

// All fake cameras of this process, and which of the program's descriptors are theirs.
class Cameras {
public:
    // Never destroyed: the program may call until its very end. Nothing before this library is initialised:
    // the loader and sanitizers' runtimes call before the environment can be read.
    static Cameras* instance();
    static bool make();

    // Every call of the program comes by here, so these two must cost nothing for what is not ours.
    Camera* at(std::string_view path);
    OpenFile* of(int fd) const
    {
        const auto place = static_cast<std::size_t>(fd);
        return place < files_.size() ? files_[place].load(std::memory_order_acquire) : nullptr;
    }

    // As open(2), dup(2) and close(2).
    int open(Camera& camera, int flags);
    int dup(OpenFile& file, int fd);
    int close(OpenFile& file, int fd);
    // As ioctl(2).
    int ioctl(OpenFile& file, int fd, unsigned long request, void* argument);

private:
    Cameras() : settings_(read_settings()) {}
    void load();
    Stats* map_stats() const;

    const Settings settings_;
    std::once_flag loaded_;  // by the first who opens a camera: other programs that inherit us need no frames
    FrameFiles frames_;
    std::deque<Camera> cameras_;
    std::array<std::atomic<OpenFile*>, 4096> files_{};
    std::mutex mutex_;                // guards all_files_ and the counts of descriptors
    std::deque<OpenFile> all_files_;  // kept for ever, see OpenFile
};

}  // namespace fake_v4l2
