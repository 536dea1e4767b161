#pragma once

#include <optional>
#include <vector>

#include "bytes.hpp"
#include "usb_request.hpp"

namespace rig {

// Brightness, and an exposure time that, as in real webcams, cannot be set while exposure is automatic.
class CameraControls {
public:
    CameraControls();

    // The answer, empty for a write; nothing where the camera refuses.
    std::optional<Bytes> answer(const UsbRequest& request, const Bytes& written);

private:
    struct Control {
        unsigned unit;
        unsigned selector;
        unsigned bytes;
        std::int32_t minimum, maximum, step, initial, current;
    };

    Control* find(const UsbRequest& request);
    bool exposure_is_automatic() const;
    std::optional<Bytes> write(Control& control, const Bytes& written);

    std::vector<Control> controls_;
};

}  // namespace rig
