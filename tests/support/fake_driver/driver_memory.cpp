#include "tests/support/fake_driver/driver_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace sluice::test {

DriverMemory::DriverMemory(const std::string& tag, std::size_t length)
    : fd_(::memfd_create(tag.c_str(), MFD_CLOEXEC)), length_(length) {
    if (fd_ < 0 || ::ftruncate(fd_, static_cast<off_t>(length)) != 0)
        throw std::system_error(errno, std::generic_category(), "memory for a fake driver");
}

DriverMemory::~DriverMemory() { ::close(fd_); }

void DriverMemory::write(std::span<const std::byte> bytes) const {
    const std::size_t size = std::min(bytes.size(), length_);
    if (::pwrite(fd_, bytes.data(), size, 0) != static_cast<ssize_t>(size))
        throw std::system_error(errno, std::generic_category(), "memory of a fake driver");
}

void* DriverMemory::map(std::size_t length) const {
    if (length > length_) {
        errno = EINVAL;
        return nullptr;
    }
    void* data = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
    return data == MAP_FAILED ? nullptr : data;
}

unsigned DriverMemory::mappings(const std::string& tag) {
    unsigned count = 0;
    std::ifstream file("/proc/self/maps");
    const std::string name = "/memfd:" + tag;
    for (std::string line; std::getline(file, line);) {
        const auto at = line.find(name);
        if (at == line.npos) continue;
        const char next = line.c_str()[at + name.size()];
        count += next == ' ' || next == '-';  // "fake-1" is neither "fake-12" nor above it
    }
    return count;
}

}  // namespace sluice::test
