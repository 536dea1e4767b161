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
    explicit UvcDevice(CameraModel model) : model_(std::move(model)) {}

    // The answer, empty for a write; nothing where the camera refuses (the endpoint stalls).
    std::optional<Bytes> answer(const UsbRequest& request, const Bytes& written);

    bool streaming() const { return streaming_; }
    long streams_begun() const { return streams_begun_; }

private:
    std::optional<Bytes> answer_standard(const UsbRequest& request);
    std::optional<Bytes> answer_streaming(const UsbRequest& request, const Bytes& written);
    Bytes negotiated() const;

    CameraModel model_;
    CameraControls controls_;
    std::size_t mode_ = 0;
    bool streaming_ = false;
    long streams_begun_ = 0;
};

}  // namespace rig
