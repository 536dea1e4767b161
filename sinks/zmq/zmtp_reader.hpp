#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sluice::zmq_sink_parts {

/// What a subscriber sends, taken apart as it arrives: the greeting of ZMTP 3 without keys, then frames
/// (rfc.zeromq.org/spec/23). Bounded: a frame has at most `most_body` bytes, whatever it says. [one thread]
class ZmtpReader {
public:
    static constexpr std::size_t most_body = 1 << 10;  ///< a topic's name, or the properties of a handshake

    struct ZmtpFrame {
        bool command = false;
        bool more = false;  ///< another part of the same message follows
        std::span<const std::byte> body;
    };

    /// Why nothing more is read.
    enum class Fault : std::uint8_t {
        none,
        not_zmtp,
        old,        ///< ZMTP 2 or older, before libzmq 4.0
        mechanism,  ///< it wants keys or a password
        too_large,
        malformed
    };

    /// Where the next bytes go; never empty while there is no fault and next() has nothing.
    [[nodiscard]] std::span<std::byte> room() noexcept;
    /// So many bytes have come there.
    void filled(std::size_t bytes) noexcept { end_ += bytes; }

    /// The next whole frame. Its body is valid until room() is called.
    [[nodiscard]] std::optional<ZmtpFrame> next() noexcept;

    /// The whole greeting has come.
    [[nodiscard]] bool greeted() const noexcept { return greeted_; }
    [[nodiscard]] Fault fault() const noexcept { return fault_; }

private:
    [[nodiscard]] std::span<const std::byte> unread() const noexcept { return std::span(bytes_).subspan(begin_, end_ - begin_); }
    void read_greeting() noexcept;

    std::array<std::byte, 2 * most_body> bytes_;
    std::size_t begin_ = 0, end_ = 0;
    bool greeted_ = false;
    Fault fault_ = Fault::none;
};

}  // namespace sluice::zmq_sink_parts
