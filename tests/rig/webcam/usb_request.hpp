#pragma once

#include <cstdint>

namespace rig {

// The setup packet of a control transfer (USB 2.0, 9.3).
struct UsbRequest {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint16_t value = 0;
    std::uint16_t index = 0;

    bool is_standard() const { return (type & 0x60) == 0; }
    unsigned selector() const { return value >> 8; }
    unsigned unit() const { return index >> 8; }
    unsigned interface() const { return index & 0xff; }
};

// Codes of UVC's class requests (UVC 1.1, table A-8).
enum UvcCode : std::uint8_t {
    set_cur = 0x01,
    get_cur = 0x81,
    get_min,
    get_max,
    get_res,
    get_len,
    get_info,
    get_def,
};

}  // namespace rig
