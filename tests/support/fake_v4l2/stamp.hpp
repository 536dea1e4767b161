#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fake_v4l2 {

// A JPEG comment (ITU-T T.81, B.2.4.5) right behind SOI that says which frame it is and when it was due: 20 digits
// of microseconds on CLOCK_MONOTONIC, a blank, 10 digits of the frame's number. Whoever has the bytes can read it.
constexpr std::size_t stamp_at = 2;
constexpr std::size_t stamp_time_at = stamp_at + 4 + 7;
constexpr std::size_t stamp_number_at = stamp_time_at + 21;
constexpr std::string_view empty_stamp("\xff\xfe\x00\x28stamp: 00000000000000000000 0000000000", 42);

// Into a picture that has room for it.
inline void write_stamp(std::uint8_t* picture, std::uint64_t number, std::uint64_t due_ns)
{
    const auto write = [picture](std::size_t at, std::size_t digits, std::uint64_t value) {
        for (std::size_t i = digits; i-- > 0; value /= 10)
            picture[at + i] = static_cast<std::uint8_t>('0' + value % 10);
    };
    write(stamp_time_at, 20, due_ns / 1000);
    write(stamp_number_at, 10, number);
}

}  // namespace fake_v4l2
