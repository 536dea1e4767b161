#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/frame.hpp>

namespace sluice::zmq_sink_parts {

class Publisher;

/// How frames become messages. The names of inputs are safe in JSON by the config's rule for them. [one thread at a
/// time]
class Framing {
public:
    Framing() = default;
    virtual ~Framing() = default;
    Framing(const Framing&) = delete;
    Framing& operator=(const Framing&) = delete;

    /// What the first part of an input's messages may be or begin with while no frame has come yet: who subscribes to
    /// one of these, or a beginning of it, wants the frames.
    [[nodiscard]] virtual std::vector<std::string> first_parts(std::string_view name) const = 0;
    /// The first part of the message of such a frame; empty: it cannot be carried.
    [[nodiscard]] virtual std::string first_part(std::string_view name, const FrameInfo& info) const = 0;
    /// Sends one frame. False: nobody got it, see Publisher::send().
    virtual bool send(Publisher& publisher, std::string_view first_part, const Frame& frame, std::uint64_t seq) = 0;
    /// Whether it has messages for notes, events and stat too.
    [[nodiscard]] virtual bool tells_more() const noexcept = 0;
};

/// The wire format of WIRE.md.
[[nodiscard]] std::unique_ptr<Framing> make_sluice_framing();

/// Two parts, as receivers made with imagezmq read them in its PUB/SUB mode: {"msg": NAME} and a JPEG, or
/// {"msg": NAME, "dtype": "uint8", "shape": [h, w, 3]} and the pixels of a bgr24, rgb24 or gray picture (shape [h, w])
/// without anything between its rows.
[[nodiscard]] std::unique_ptr<Framing> make_imagezmq_framing();

}  // namespace sluice::zmq_sink_parts
