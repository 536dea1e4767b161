#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "scripted_driver.hpp"
#include "sources/v4l2/session.hpp"

namespace sluice::test {

using v4l2::AgreedMode;
using v4l2::CameraDevice;
using v4l2::DeviceError;
using v4l2::ModeWish;
using v4l2::Session;

inline ModeWish small_picture(const char* format) {
    ModeWish out;
    out.format = format;
    out.size = Size{160, 120};
    return out;
}

inline std::shared_ptr<Session> started_session(const std::shared_ptr<ScriptedDriver>& driver,
                                                const char* format = "yuyv", unsigned count = 4) {
    auto device = std::make_unique<CameraDevice>(driver, "/dev/none");
    const AgreedMode mode = agree_mode(*device, small_picture(format));
    driver->forget_calls();
    return Session::start(std::move(device), mode, count);
}

inline std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::string text_of(const Bytes& bytes) { return text_of(bytes.view()); }

template <typename Do>
std::optional<DeviceError> session_error_of(Do what) {
    try {
        what();
    } catch (const DeviceError& said) {
        return said;
    }
    return std::nullopt;
}

}  // namespace sluice::test
