#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::v4l2 {

/// One control of a camera, as its driver declares it.
struct CameraControl {
    enum class Kind { whole, wide, boolean, menu, number_menu, bits, button, text };

    struct Item {
        std::int64_t index = 0;
        std::string name;         ///< of a number menu: the number
        std::int64_t number = 0;  ///< of a number menu
    };

    std::uint32_t id = 0;
    std::string name;  ///< as `v4l2-ctl -L` prints it: exposure_time_absolute
    Kind kind = Kind::whole;
    std::int64_t least = 0, most = 0;  ///< of a text: its length; bits: most is the mask
    std::uint64_t step = 1;            ///< from `least` on; never 0
    std::uint32_t flags = 0;           ///< V4L2_CTRL_FLAG_*, of the newest query
    std::uint32_t bytes = 0;           ///< of a text, with the zero behind it
    std::vector<Item> items;           ///< of a menu, in the order of their indices; some indices may be missing

    [[nodiscard]] bool is_menu() const noexcept { return kind == Kind::menu || kind == Kind::number_menu; }
};

}  // namespace sluice::v4l2
