#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace sluice::test {

/// The memory of one plane of one buffer, which the program maps. Real pages of the kernel's, so that they
/// may be replaced in place, and so that what was forgotten is seen.
class DriverMemory {
public:
    /// `tag` is seen in the process' map while any of it is mapped.
    DriverMemory(const std::string& tag, std::size_t length);
    ~DriverMemory();
    DriverMemory(const DriverMemory&) = delete;
    DriverMemory& operator=(const DriverMemory&) = delete;

    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    void write(std::span<const std::byte> bytes) const;
    /// As mmap() of a V4L2 node: nullptr with errno.
    [[nodiscard]] void* map(std::size_t length) const;

    /// How many mappings of memories with that tag, or that tag and a dash and more, this process has.
    [[nodiscard]] static unsigned mappings(const std::string& tag);

private:
    int fd_;
    std::size_t length_;
};

}  // namespace sluice::test
