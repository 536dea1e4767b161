#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <sluice/bytes.hpp>

namespace sluice::zmq_sink_parts {

/// One message as it goes over the wire: the heads of its frames with all parts but the last, and the last part itself, untouched.
/// Lent to each connection in turn; those that cannot send all of it at once share one copy of the first. [one thread at a time]
class ZmtpOutgoing {
public:
    /// What is left to connections that have to wait.
    struct Kept {
        std::string topic;  ///< empty: not a message of a topic
        std::string head;
        Bytes payload;
    };

    /// Anew, in the same memory. The first of `first` is the topic.
    void assign(std::initializer_list<std::string_view> first, Bytes last);
    /// Lets go of the last part.
    void clear() noexcept;

    [[nodiscard]] std::string_view topic() const noexcept { return topic_; }
    [[nodiscard]] std::string_view head() const noexcept { return head_; }
    [[nodiscard]] const Bytes& payload() const noexcept { return payload_; }
    [[nodiscard]] std::shared_ptr<const Kept> keep();

private:
    std::string_view topic_;  // of head_
    std::string head_;
    Bytes payload_;
    std::shared_ptr<const Kept> kept_;
};

}  // namespace sluice::zmq_sink_parts
