#pragma once
// Byte strings as USB wants them: little-endian numbers, packed.

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace rig {

using Bytes = std::vector<std::uint8_t>;

inline void put_u8(Bytes& out, std::initializer_list<unsigned> values)
{
    for (unsigned value : values)
        out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_u16(Bytes& out, unsigned value)
{
    put_u8(out, {value & 0xffu, value >> 8 & 0xffu});
}

inline void put_u32(Bytes& out, std::uint32_t value)
{
    put_u16(out, value & 0xffffu);
    put_u16(out, value >> 16);
}

inline void set_u16(Bytes& out, std::size_t at, std::size_t value)
{
    out[at] = static_cast<std::uint8_t>(value);
    out[at + 1] = static_cast<std::uint8_t>(value >> 8);
}

inline std::uint32_t get_u32(const Bytes& data, std::size_t at)
{
    return data[at] | static_cast<std::uint32_t>(data[at + 1]) << 8 | static_cast<std::uint32_t>(data[at + 2]) << 16 |
           static_cast<std::uint32_t>(data[at + 3]) << 24;
}

inline void append(Bytes& out, const Bytes& more)
{
    out.insert(out.end(), more.begin(), more.end());
}

}  // namespace rig
