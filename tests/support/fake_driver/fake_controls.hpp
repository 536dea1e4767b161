#pragma once

#include <linux/videodev2.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::test {

/// A few controls as a webcam has them: one of each kind, and one that is inactive while another is automatic.
/// 0 or an errno.
class FakeControls {
public:
    FakeControls();

    [[nodiscard]] int query(v4l2_queryctrl& query) const;
    [[nodiscard]] int query(v4l2_query_ext_ctrl& query) const;
    [[nodiscard]] int query_menu(v4l2_querymenu& query) const;
    [[nodiscard]] int get(v4l2_control& control) const;
    [[nodiscard]] int set(v4l2_control& control);
    [[nodiscard]] int get(v4l2_ext_controls& controls) const;
    [[nodiscard]] int set(v4l2_ext_controls& controls);

    [[nodiscard]] std::int32_t value(std::uint32_t id) const;

private:
    struct Item {
        std::uint32_t id;
        std::uint32_t type;
        std::string name;
        std::int32_t least, most, step, fallback, value;
        std::uint32_t flags = 0;
        std::vector<std::string> menu{};
    };

    [[nodiscard]] const Item* find(std::uint32_t id) const;
    [[nodiscard]] std::uint32_t flags_of(const Item& item) const;
    [[nodiscard]] int change(std::uint32_t id, std::int32_t value);

    std::vector<Item> items_;  // by id
};

}  // namespace sluice::test
