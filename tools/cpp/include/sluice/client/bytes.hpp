#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::client {

/// A view of bytes that somebody else keeps.
class Bytes {
public:
    Bytes() = default;
    Bytes(const void* data, std::size_t size) : data_(static_cast<const std::uint8_t*>(data)), size_(size) {}

    [[nodiscard]] const std::uint8_t* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const std::uint8_t* begin() const noexcept { return data_; }
    [[nodiscard]] const std::uint8_t* end() const noexcept { return data_ + size_; }
    [[nodiscard]] std::string_view text() const noexcept { return {reinterpret_cast<const char*>(data_), size_}; }

private:
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace sluice::client
