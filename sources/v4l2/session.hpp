#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sluice/bytes.hpp>
#include <sluice/clock.hpp>

#include "camera_device.hpp"

namespace sluice::v4l2 {

/// One epoch of a camera: its open device, its mapped buffers, and which of them are where. A frame
/// that was lent keeps its session, so a buffer can only ever go back to where it came from. Every
/// system call is made on the source's lane; only the way home is open to any thread.
class Session : public std::enable_shared_from_this<Session> {
public:
    /// Maps `count` buffers (the driver may give fewer), queues them and starts the stream.
    [[nodiscard]] static std::shared_ptr<Session> start(std::unique_ptr<CameraDevice> device, unsigned count);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    struct Filled {
        std::uint32_t index = 0;
        std::uint32_t flags = 0;       ///< V4L2_BUF_FLAG_*
        std::uint32_t sequence = 0;
        std::size_t used = 0;          ///< bytes, as the driver says
        Clock::time_point captured{};  ///< CLOCK_MONOTONIC, or the host's time where the driver has none
    };
    /// The next filled buffer; nothing when there is none yet. Throws when the camera is gone.
    [[nodiscard]] std::optional<Filled> dequeue();

    /// The bytes of a dequeued buffer, in place.
    [[nodiscard]] std::span<const std::byte> view(const Filled& filled) const noexcept;
    /// The same, lent: when the last copy is gone the buffer is marked, and goes back to the driver at the lane's next
    /// take_back().
    [[nodiscard]] Bytes lend(const Filled& filled);
    /// Gives a dequeued buffer back at once.
    void give_back(std::uint32_t index);
    /// Gives the driver every buffer that came home.
    void take_back();

    /// Buffers the driver can fill.
    [[nodiscard]] unsigned queued() const noexcept { return queued_; }
    [[nodiscard]] std::size_t buffers() const noexcept { return buffers_.size(); }
    [[nodiscard]] int fd() const noexcept { return device_->fd(); }

    /// Stops the stream and closes the device, whose number is then free. Frames still lent stay
    /// readable: their pages become private copies at the same address.
    void end() noexcept;

private:
    struct Buffer {
        std::byte* data = nullptr;
        std::size_t length = 0;
        bool lent = false;
    };
    class Lease;

    explicit Session(std::unique_ptr<CameraDevice> device) : device_(std::move(device)) {}
    void map_buffers(unsigned count);
    void release(Buffer& buffer) noexcept;

    std::unique_ptr<CameraDevice> device_;
    std::vector<Buffer> buffers_;
    unsigned queued_ = 0;
    unsigned failures_ = 0;  // in a row
    std::atomic<std::uint32_t> home_ = 0;  // a bit for each buffer that came home
};

}  // namespace sluice::v4l2
