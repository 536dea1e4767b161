#include "cameras.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "real_calls.hpp"

namespace fake_v4l2 {
namespace {

std::atomic<Cameras*> the_cameras = nullptr;

// What poll says of an unplugged device is POLLERR; the write end of a pipe nobody reads says so too.
void make_broken(int fd)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    real::close(ends[0]);
    dup2(ends[1], fd);
    real::close(ends[1]);
}

}  // namespace

Cameras* Cameras::instance()
{
    return the_cameras.load(std::memory_order_acquire);
}

bool Cameras::make()
{
    the_cameras.store(new Cameras, std::memory_order_release);
    return true;
}

[[maybe_unused]] const bool made = Cameras::make();

void Cameras::load()
{
    frames_ = load_frame_files(settings_.frames, settings_.stamped);
    Stats* const stats = map_stats();
    for (unsigned number = 0; number < settings_.paths.size(); ++number)
        cameras_.emplace_back(settings_, frames_, number, stats[number]);
}

Stats* Cameras::map_stats() const
{
    const std::size_t bytes = settings_.paths.size() * sizeof(Stats);
    int fd = -1;
    if (!settings_.stats.empty()) {
        fd = real::openat(AT_FDCWD, settings_.stats.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (fd < 0 || ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
            std::perror("fake_v4l2: FAKE_V4L2_STATS");
            std::abort();
        }
    }
    const int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
    void* const memory = real::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (fd >= 0)
        real::close(fd);
    if (memory == MAP_FAILED)
        std::abort();
    return static_cast<Stats*>(memory);
}

Camera* Cameras::at(std::string_view path)
{
    const auto found = std::ranges::find(settings_.paths, path);
    if (found == settings_.paths.end())
        return nullptr;
    std::call_once(loaded_, [this] { load(); });
    return &cameras_[static_cast<std::size_t>(found - settings_.paths.begin())];
}

int Cameras::open(Camera& camera, int flags)
{
    if (!camera.is_plugged_in()) {
        errno = ENOENT;
        return -1;
    }
    const std::lock_guard lock(mutex_);
    OpenFile& file = all_files_.emplace_back(camera, settings_.fps, settings_.phase, flags);
    // The program gets a duplicate: it may close what it got while frames are still being accounted for.
    const int fd = fcntl(file.timer->fd(), flags & O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
    if (fd < 0)
        return -1;
    file.descriptors = 1;
    files_.at(static_cast<std::size_t>(fd)).store(&file, std::memory_order_release);
    return fd;
}

int Cameras::dup(OpenFile& file, int fd)
{
    const std::lock_guard lock(mutex_);
    const int copy = real::dup(fd);
    if (copy >= 0) {
        ++file.descriptors;
        files_.at(static_cast<std::size_t>(copy)).store(&file, std::memory_order_release);
    }
    return copy;
}

int Cameras::close(OpenFile& file, int fd)
{
    const std::lock_guard lock(mutex_);
    files_[static_cast<std::size_t>(fd)].store(nullptr, std::memory_order_release);
    if (--file.descriptors == 0)
        file.camera.release(file);
    return real::close(fd);
}

int Cameras::ioctl(OpenFile& file, int fd, unsigned long request, void* argument)
{
    // The kernel looks at the low 32 bits alone; some programs pass a sign-extended int.
    const int error = file.camera.ioctl(file, request & 0xffffffffu, argument);
    if (error == 0)
        return 0;
    if (error == ENODEV)
        make_broken(fd);
    errno = error;
    return -1;
}

}  // namespace fake_v4l2
