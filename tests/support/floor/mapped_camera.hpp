#pragma once

#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

// V4L2 streaming into mapped buffers, as every tutorial writes it.
class MappedCamera {
public:
    MappedCamera(const std::string& device, unsigned buffers) : fd_(open(device.c_str(), O_RDWR | O_NONBLOCK))
    {
        if (fd_ < 0)
            throw std::runtime_error(device + ": " + std::strerror(errno));
        v4l2_format format{};
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        control(VIDIOC_G_FMT, &format, "G_FMT");
        width = format.fmt.pix.width;
        height = format.fmt.pix.height;
        v4l2_requestbuffers request{};
        request.count = buffers;
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        request.memory = V4L2_MEMORY_MMAP;
        control(VIDIOC_REQBUFS, &request, "REQBUFS");
        for (unsigned index = 0; index < request.count; ++index)
            map(index);
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        control(VIDIOC_STREAMON, &type, "STREAMON");
    }

    ~MappedCamera()
    {
        close(fd_);
        for (const Mapping& mapping : mappings_)
            munmap(mapping.memory, mapping.bytes);
    }

    bool wait(int milliseconds) const
    {
        pollfd waiting{fd_, POLLIN, 0};
        return poll(&waiting, 1, milliseconds) > 0;
    }

    // False where no frame is there after all.
    bool dequeue(v4l2_buffer& buffer) const
    {
        buffer = {};
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        if (ioctl(fd_, VIDIOC_DQBUF, &buffer) == 0)
            return true;
        if (errno != EAGAIN)
            throw std::runtime_error(std::string("DQBUF: ") + std::strerror(errno));
        return false;
    }

    // Safe from any thread.
    void queue(unsigned index) const
    {
        v4l2_buffer buffer{};
        buffer.index = index;
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        ioctl(fd_, VIDIOC_QBUF, &buffer);
    }

    void* bytes(unsigned index) const { return mappings_[index].memory; }

    unsigned width = 0;
    unsigned height = 0;

private:
    struct Mapping {
        void* memory;
        std::size_t bytes;
    };

    void control(unsigned long request, void* argument, const char* name) const
    {
        if (ioctl(fd_, request, argument) != 0)
            throw std::runtime_error(std::string(name) + ": " + std::strerror(errno));
    }

    void map(unsigned index)
    {
        v4l2_buffer buffer{};
        buffer.index = index;
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        control(VIDIOC_QUERYBUF, &buffer, "QUERYBUF");
        void* const memory =
            mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, static_cast<off_t>(buffer.m.offset));
        if (memory == MAP_FAILED)
            throw std::runtime_error(std::string("mmap: ") + std::strerror(errno));
        mappings_.push_back({memory, buffer.length});
        queue(index);
    }

    int fd_;
    std::vector<Mapping> mappings_;
};
