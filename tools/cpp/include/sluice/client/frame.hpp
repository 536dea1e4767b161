#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <zmq.hpp>

#include <sluice/client/bytes.hpp>
#include <sluice/client/error.hpp>
#include <sluice/client/latency.hpp>
#include <sluice/client/message.hpp>

namespace sluice::client {

/// One frame as it came. Copies share the payload, which lives as long as any of them, in any thread.
class Frame {
public:
    Frame(Message message, zmq::message_t payload)
        : message_(std::move(message)), payload_(std::make_shared<zmq::message_t>(std::move(payload))) {}

    [[nodiscard]] const std::string& topic() const noexcept { return message_.topic; }
    [[nodiscard]] Kind kind() const noexcept { return message_.kind; }
    [[nodiscard]] const Header& header() const noexcept { return *message_.frame; }
    /// The header as it was sent, with the keys that this client does not know.
    [[nodiscard]] const nlohmann::json& json() const noexcept { return message_.header; }
    [[nodiscard]] const nlohmann::json& notes() const noexcept { return header().notes; }
    /// Empty for a topic of notes.
    [[nodiscard]] Bytes payload() const noexcept { return {payload_->data(), payload_->size()}; }
    /// A complete JPEG. Throws Error for a frame that is none.
    [[nodiscard]] Bytes jpeg() const {
        if (kind() == Kind::raw)
            throw Error(topic() + ": its frames are raw " + header().codec, "read payload() and header().planes; a transcode before the sink makes JPEGs of them");
        if (kind() != Kind::jpeg) throw Error(topic() + ": it carries notes and no picture", "subscribe to its frames: stat() lists the topics");
        return payload();
    }

    /// Lost on the way here, since the frame before it that was handed out.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
    /// Came, and were passed over for this one.
    [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }
    /// Its age when it was handed out; nothing where it makes no sense.
    [[nodiscard]] const std::optional<Latency>& latency() const noexcept { return latency_; }

private:
    friend class Inbox;

    Message message_;
    std::shared_ptr<zmq::message_t> payload_;
    std::uint64_t lost_ = 0, skipped_ = 0;
    std::optional<Latency> latency_;
};

}  // namespace sluice::client
