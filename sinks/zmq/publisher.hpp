#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/bytes.hpp>
#include <sluice/log.hpp>

#include "curve_files.hpp"
#include "freshness.hpp"
#include "subscriptions.hpp"

namespace sluice::zmq_sink_parts {

struct PublisherSetup {
    std::vector<std::string> endpoints;
    SocketLimits limits;
    std::optional<CurveFiles> curve;
    /// Every topic that will ever be asked about: subscriptions that cover none of them are counted, not kept.
    std::vector<std::string> topics;
    std::function<void(Level, const std::string&)> say = {};  ///< may be empty
    /// Whether a send that waits for room should give up; may be empty.
    std::function<bool()> stopping = {};
};

/// A socket that publishes, and who is subscribed on it. [one thread at a time, but for answer_fd() and answer()]
class Publisher {
public:
    Publisher() = default;
    virtual ~Publisher() = default;
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Sends the three parts. A subscriber that is behind misses one. False: with `nodrop` nobody got it, for somebody had no room.
    bool send(std::string_view topic, std::string_view header, Bytes payload) { return send_parts({topic, header}, std::move(payload)); }
    /// Sends any number of parts, the first a topic, the last one lent; for other framings.
    virtual bool send_parts(std::initializer_list<std::string_view> first, Bytes last) = 0;
    /// Whether all who get this topic have room for one more. Always true where send() itself waits for that, as long as the limits
    /// say; else room comes with drain().
    [[nodiscard]] virtual bool has_room(std::string_view topic) = 0;
    /// Reads what subscribers sent, and goes on sending what waits; bounded, what is left is done by the next call. True:
    /// subscriptions have changed since it last said so.
    virtual bool drain() = 0;
    /// The same of what sends have read; reads nothing itself.
    virtual bool take_changed() noexcept = 0;

    [[nodiscard]] virtual const Subscriptions& subscriptions() const noexcept = 0;
    /// Readable when drain() has something to do.
    [[nodiscard]] virtual int fd() const noexcept = 0;
    /// fd() tells everything, and nothing else, also while messages are sent. Otherwise who sends must drain() now and then, and
    /// who watches is woken by each message.
    [[nodiscard]] virtual bool fd_is_true() const noexcept = 0;
    /// The endpoints as they were bound, with real ports.
    [[nodiscard]] virtual const std::vector<std::string>& bound() const noexcept = 0;
    /// How long closing may take to deliver what is under way.
    virtual void linger(int milliseconds) noexcept = 0;

    /// For Answering; -1 without curve. [any thread]
    [[nodiscard]] virtual int answer_fd() const noexcept { return -1; }
    /// For Answering: lets in, refuses, reads the clients' folder. [control]
    virtual void answer() {}
    /// Whether `refused` belongs into the stat message: with curve.
    [[nodiscard]] virtual bool guarded() const noexcept { return false; }
    /// Connections refused so far, by reason. [any thread]
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::uint64_t>> refused() const { return {}; }
    /// Messages that one subscriber or another did not get, for it was behind; nothing: it is not known.
    [[nodiscard]] virtual std::optional<std::uint64_t> missed() const noexcept { return std::nullopt; }
    /// Connections that were cut off because they asked for too much.
    [[nodiscard]] virtual std::uint64_t cut_off() const noexcept = 0;
};

/// Binds. With keys, and within the process, it is libzmq that sends; else our own ZMTP, from the thread that calls. Throws what
/// the user should read.
[[nodiscard]] std::unique_ptr<Publisher> make_publisher(PublisherSetup setup);

}  // namespace sluice::zmq_sink_parts
