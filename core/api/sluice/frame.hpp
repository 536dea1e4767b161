#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include <sluice/bytes.hpp>
#include <sluice/clock.hpp>
#include <sluice/format.hpp>
#include <sluice/notes.hpp>

namespace sluice {

/// Where one plane of a raw picture lies in its bytes.
struct Plane {
    std::uint32_t offset = 0;  ///< bytes from the start of the frame's bytes
    std::uint32_t stride = 0;  ///< bytes from one row to the next
    std::uint32_t rows = 0;

    friend bool operator==(const Plane&, const Plane&) = default;
};

/// Up to three planes; `count` is 0 for jpeg.
struct Planes {
    std::array<Plane, 3> plane{};
    std::uint32_t count = 0;

    friend bool operator==(const Planes&, const Planes&) = default;
};

/// What a frame keeps of where it was captured, when another sluice did that and a source received it from there.
/// Since api 1.3.
struct Origin {
    std::string_view source;                 ///< the camera's name there; empty: this program captured the frame
    std::string_view boot;                   ///< boot id of the machine whose clock `captured` is; empty: not known
    std::uint64_t epoch = 0;                 ///< the camera's own unbroken run
    std::chrono::microseconds captured{0};   ///< CLOCK_MONOTONIC of that machine
    std::chrono::microseconds wall{0};       ///< the same instant, since 1970, as it was told there
};

/// What is known of a frame. Only the host makes one; fields are added at the end.
struct FrameInfo {
    Format format = Format::jpeg;
    std::uint32_t width = 0, height = 0;  ///< pixels
    Planes planes;
    Range range = Range::full;
    Matrix matrix = Matrix::bt601;
    bool original = true;          ///< byte for byte what the source delivered
    std::uint64_t sequence = 0;    ///< the source's own count; a gap is a loss before sluice
    Clock::time_point captured{};  ///< start of exposure where the driver says so
    std::string_view source;       ///< the source node's name; lives until every node is destroyed
    std::uint64_t epoch = 0;       ///< one unbroken run of the source; a later run has a larger number
    Origin origin;                 ///< of a frame that came from another sluice; its views live as `source` does. Since api 1.3
};

/// One picture on its way: info, bytes and notes. Never changes once handed over, so it may be read
/// from any thread, and kept as long as one likes: keeping many makes the host copy, never stall.
class Frame {
public:
    virtual ~Frame() = default;

    [[nodiscard]] virtual const FrameInfo& info() const noexcept = 0;
    /// The picture as it is carried. Copy the Bytes to keep them beyond the frame.
    [[nodiscard]] virtual const Bytes& bytes() const noexcept = 0;
    [[nodiscard]] virtual const Notes& notes() const noexcept = 0;

    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

protected:
    Frame() = default;
};

/// nullptr means dropped.
using FramePtr = std::shared_ptr<const Frame>;

}  // namespace sluice
