#include "camera_controls.hpp"

#include "camera_model.hpp"

namespace rig {
namespace {

// Control selectors (UVC 1.1, tables) and exposure modes (4.2.2.1.2).
constexpr unsigned exposure_mode = 2;
constexpr unsigned exposure_priority = 3;
constexpr unsigned exposure_time = 4;
constexpr unsigned brightness = 2;
constexpr unsigned power_line_frequency = 5;
constexpr unsigned white_balance_temperature = 10;
constexpr unsigned white_balance_automatic = 11;
constexpr int manual = 1;
constexpr int aperture_priority = 8;

constexpr unsigned can_get_and_set = 3;
constexpr unsigned disabled_by_automatic = 4;

Bytes little_endian(std::int32_t value, unsigned bytes)
{
    Bytes out;
    put_u32(out, static_cast<std::uint32_t>(value));
    return {out.begin(), out.begin() + bytes};
}

std::int32_t signed_value(const Bytes& data, unsigned bytes)
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
        value |= static_cast<std::uint32_t>(data[i]) << 8 * i;
    const unsigned unused = 32 - 8 * bytes;
    return static_cast<std::int32_t>(value << unused) >> unused;
}

}  // namespace

CameraControls::CameraControls()
    // For the exposure mode, "step" is the set of modes the camera knows. Cameras leave the factory with dynamic
    // frame rate on though its default is off.
    : controls_{{camera_terminal, exposure_mode, 1, 0, 0, manual | aperture_priority, aperture_priority,
                 aperture_priority},
                {camera_terminal, exposure_priority, 1, 0, 1, 1, 0, 1},
                {camera_terminal, exposure_time, 4, 1, 5000, 1, 156, 156, exposure_mode},
                {processing_unit, brightness, 2, -64, 64, 1, 0, 0},
                {processing_unit, power_line_frequency, 1, 0, 2, 1, 2, 2},
                {processing_unit, white_balance_automatic, 1, 0, 1, 1, 1, 1},
                {processing_unit, white_balance_temperature, 2, 2800, 6500, 10, 4600, 4600, white_balance_automatic}}
{
}

CameraControls::Control* CameraControls::find(unsigned unit, unsigned selector)
{
    for (Control& control : controls_)
        if (control.unit == unit && control.selector == selector)
            return &control;
    return nullptr;
}

const CameraControls::Control& CameraControls::at(unsigned unit, unsigned selector) const
{
    return *const_cast<CameraControls*>(this)->find(unit, selector);
}

bool CameraControls::is_taken_over(const Control& control) const
{
    if (control.automatic == 0)
        return false;
    const int by_hand = control.unit == camera_terminal ? manual : 0;
    return at(control.unit, control.automatic).current != by_hand;
}

bool CameraControls::rate_may_drop() const
{
    return is_taken_over(at(camera_terminal, exposure_time)) && at(camera_terminal, exposure_priority).current != 0;
}

std::optional<Bytes> CameraControls::write(Control& control, const Bytes& written)
{
    if (written.size() < control.bytes || is_taken_over(control))
        return std::nullopt;
    control.current = signed_value(written, control.bytes);
    return Bytes{};
}

std::optional<Bytes> CameraControls::answer(const UsbRequest& request, const Bytes& written)
{
    Control* control = find(request.unit(), request.selector());
    if (!control)
        return std::nullopt;
    switch (request.code) {
    case set_cur: return write(*control, written);
    case get_cur: return little_endian(control->current, control->bytes);
    case get_min: return little_endian(control->minimum, control->bytes);
    case get_max: return little_endian(control->maximum, control->bytes);
    case get_res: return little_endian(control->step, control->bytes);
    case get_def: return little_endian(control->initial, control->bytes);
    case get_len: return little_endian(static_cast<std::int32_t>(control->bytes), 2);
    case get_info: return little_endian(can_get_and_set | (is_taken_over(*control) ? disabled_by_automatic : 0u), 1);
    default: return std::nullopt;
    }
}

}  // namespace rig
