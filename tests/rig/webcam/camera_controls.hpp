#pragma once

#include <optional>
#include <vector>

#include "bytes.hpp"
#include "usb_request.hpp"

namespace rig {

// Exposure, white balance, mains frequency and brightness. As in real webcams, exposure time and white
// balance temperature cannot be set while they are automatic.
class CameraControls {
public:
    CameraControls();

    // The answer, empty for a write; nothing where the camera refuses.
    std::optional<Bytes> answer(const UsbRequest& request, const Bytes& written);

    // Exposure is automatic and may take longer than a frame.
    bool rate_may_drop() const;

private:
    struct Control {
        unsigned unit;
        unsigned selector;
        unsigned bytes;
        std::int32_t minimum, maximum, step, initial, current;
        unsigned automatic = 0;  // the selector of the control that can take over from this one
    };

    Control* find(unsigned unit, unsigned selector);
    const Control& at(unsigned unit, unsigned selector) const;
    bool is_taken_over(const Control& control) const;
    std::optional<Bytes> write(Control& control, const Bytes& written);

    std::vector<Control> controls_;
};

}  // namespace rig
