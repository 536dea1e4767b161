#pragma once

#include <optional>

#include "bytes.hpp"
#include "camera_controls.hpp"
#include "camera_model.hpp"
#include "usb_request.hpp"

namespace rig {

// The camera's side of USB's control endpoint: who it is, what it offers, when it shall stream.
class UvcDevice {
public:
    explicit UvcDevice(CameraModel model);

    // The answer, empty for a write; nothing where the camera refuses (the endpoint stalls).
    std::optional<Bytes> answer(const UsbRequest& request, const Bytes& written);

    // Whether a control request begins or ends streaming: the ones a hung camera is slow to answer.
    static bool begins_streaming(const UsbRequest& request);
    static bool ends_streaming(const UsbRequest& request);

    bool streaming() const { return streaming_; }
    long streams_begun() const { return streams_begun_; }
    const FrameMode& mode() const { return model_.modes[mode_]; }
    std::uint32_t interval() const { return interval_; }
    bool rate_may_drop() const { return controls_.rate_may_drop(); }

private:
    std::optional<Bytes> answer_standard(const UsbRequest& request);
    std::optional<Bytes> answer_streaming(const UsbRequest& request, const Bytes& written);
    void negotiate(const Bytes& wished);
    Bytes negotiated() const;

    CameraModel model_;
    CameraControls controls_;
    std::size_t mode_ = 0;
    std::uint32_t interval_;
    bool streaming_ = false;
    long streams_begun_ = 0;
};

}  // namespace rig
