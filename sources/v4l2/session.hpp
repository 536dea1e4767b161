#pragma once

#include <sys/time.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <sluice/bytes.hpp>

#include "camera_device.hpp"
#include "capture_mode.hpp"

namespace sluice::v4l2 {

/// One epoch of a camera: its open device, its mapped buffers, and which of them are where. A frame
/// that was lent keeps its session, so a buffer can only ever go back to where it came from. Every
/// call is made on the source's lane; only the way home of what is lent is open to any thread.
///
/// At least two buffers must stay with the driver: copy instead of lending while queued() is less than 2 after a
/// dequeue. With none, some kernels answer poll() with an error at once, and the lane would spin.
class Session : public std::enable_shared_from_this<Session> {
public:
    /// Maps `count` buffers (the driver may give fewer or more), queues them and starts the stream. Throws
    /// DeviceError; the device is closed then.
    [[nodiscard]] static std::shared_ptr<Session> start(std::unique_ptr<CameraDevice> device, const AgreedMode& mode,
                                                        unsigned count);
    /// Call end() on the lane first: the last to let go of a lent frame may come here on any thread.
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Where a buffer's picture lies in one memory plane; never beyond what is mapped, whatever the driver says.
    struct Part {
        std::uint32_t offset = 0, used = 0;  ///< bytes
    };
    struct Filled {
        std::uint32_t index = 0;
        std::uint32_t flags = 0;     ///< V4L2_BUF_FLAG_*
        std::uint32_t sequence = 0;  ///< the driver's
        std::uint32_t field = 0;     ///< V4L2_FIELD_*
        timeval timestamp{};         ///< as the driver gave it
        std::array<Part, 3> part{};  ///< of each memory plane
    };
    /// The next filled buffer; nothing when there is none yet. Throws DeviceError: unplugged; failed when the driver
    /// answers nonsense, or 30 times in a row that it has nothing after all.
    [[nodiscard]] std::optional<Filled> dequeue();

    /// The bytes of a dequeued buffer, in place, until it is given back. Not for in_parts().
    [[nodiscard]] std::span<const std::byte> view(const Filled& filled) const noexcept;
    /// Frames lie in several memories: they are to be gathered from parts(), and not lent.
    [[nodiscard]] bool in_parts() const noexcept { return planes_ > 1; }
    /// The pieces that make up AgreedMode::stream's planes when put one after another; until the next call. A piece
    /// that came short is short.
    [[nodiscard]] std::span<const std::span<const std::byte>> parts(const Filled& filled) noexcept;
    /// As view(), lent: when the last copy is gone the buffer is marked, and goes back to the driver at the lane's next
    /// take_back().
    [[nodiscard]] Bytes lend(const Filled& filled);
    /// Gives a dequeued buffer back at once, or at resume(). Throws DeviceError.
    void give_back(std::uint32_t index);
    /// Gives the driver every buffer that came home, or keeps it for resume(). Throws DeviceError.
    void take_back();

    /// Stops the stream: the driver has no buffer any more, what is lent stays lent. Throws DeviceError.
    void pause();
    /// Starts it again with every buffer that is not lent. Throws DeviceError, and may be tried again.
    void resume();
    [[nodiscard]] bool paused() const noexcept { return !streaming_; }

    /// V4L2_BUF_FLAG_* as the driver says before the first frame: what its time stamps are.
    [[nodiscard]] std::uint32_t stamp_flags() const noexcept { return stamp_flags_; }
    /// Buffers the driver can fill.
    [[nodiscard]] unsigned queued() const noexcept;
    [[nodiscard]] std::size_t buffers() const noexcept { return buffers_.size(); }
    /// -1 after end().
    [[nodiscard]] int fd() const noexcept { return device_ ? device_->fd() : -1; }
    /// For its controls; not after end().
    [[nodiscard]] CameraDevice& device() noexcept { return *device_; }

    /// Stops the stream and closes the device, whose number is then free. Frames still lent stay
    /// readable: their pages become private copies at the same address.
    void end() noexcept;

private:
    struct Mapping {
        std::byte* data = nullptr;
        std::size_t length = 0;
    };
    struct Buffer {
        std::array<Mapping, 3> plane;
    };
    struct Call;
    template <typename Count>
    class LeasePlace;
    struct Lease {
        alignas(std::max_align_t) std::array<std::byte, 64> room;
    };

    Session(std::unique_ptr<CameraDevice> device, const AgreedMode& mode);
    void map_buffers(unsigned count);
    void map_buffer(std::uint32_t index);
    void map_plane(Mapping& plane, std::uint32_t number, std::size_t length, std::size_t offset);
    void queue_waiting();
    void come_home() noexcept;
    void stream_on();
    static void release(Mapping& plane, bool lent) noexcept;

    std::unique_ptr<CameraDevice> device_;
    std::uint32_t planes_;                 // memory planes of a buffer
    std::array<std::size_t, 3> needed_{};  // bytes of each that make a picture; 0: as many as come
    std::array<std::span<const std::byte>, 3> parts_;
    std::vector<Buffer> buffers_;
    std::array<Lease, 32> leases_;
    bool streaming_ = false;
    std::uint32_t stamp_flags_ = 0;
    unsigned failures_ = 0;  // in a row
    // A bit for each buffer; one that is in none was dequeued and is the lane's.
    std::uint32_t queued_ = 0;   // the driver's
    std::uint32_t waiting_ = 0;  // to be queued
    std::uint32_t lent_ = 0;
    std::atomic<std::uint32_t> home_ = 0;  // lent ones that came home
};

}  // namespace sluice::v4l2
