#include "zmtp_publisher.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sluice::zmq_sink_parts {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t most_connections = 1024;
constexpr int most_accepts_a_turn = 32;
constexpr int most_events_a_turn = 32;
constexpr auto handshake_time = seconds(3);
constexpr auto sweep_period = seconds(1);
constexpr auto tell_period = std::chrono::minutes(1);
constexpr int cut_after_ms = 10'000;         // a tcp peer that acknowledges nothing for so long is gone

// Half of the program's descriptors at most: cameras, files and the others need theirs.
std::size_t connections_allowed() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return most_connections / 2;
    return std::clamp<std::size_t>(limit.rlim_cur / 2, 1, most_connections);
}

void set(int fd, int level, int option, int value) { ::setsockopt(fd, level, option, &value, sizeof value); }

// Of an ipc socket those of TCP fail, and that is well.
void set_up(int fd, int send_buffer) {
    set(fd, SOL_SOCKET, SO_SNDBUF, send_buffer);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 5);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 2);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, cut_after_ms);
}

const char* words_for(ZmtpReader::Fault fault) noexcept {
    switch (fault) {
        case ZmtpReader::Fault::old: return "a subscriber speaks ZMTP 2, and sluice 3: give it libzmq 4 or newer";
        case ZmtpReader::Fault::mechanism: return "a subscriber wants keys or a password here: give the sink curve:, or the subscriber none";
        default: return nullptr;  // not worth a line: whatever scans ports
    }
}

}  // namespace

ZmtpPublisher::ZmtpPublisher(PublisherSetup setup)
    : limits_(setup.limits), say_(std::move(setup.say)), subscriptions_(std::move(setup.topics)),
      most_connections_(connections_allowed()) {
    for (const std::string& endpoint : setup.endpoints) {
        const auto& listener = listeners_.emplace_back(std::make_unique<ZmtpListener>(endpoint));
        bound_.push_back(listener->bound());
        wakeups_.watch(listener->fd());
    }
}

ZmtpPublisher::~ZmtpPublisher() {
    const auto until = Clock::now() + linger_;
    for (auto now = Clock::now(); waiting_ > 0 && now < until; now = Clock::now())
        serve(std::chrono::ceil<milliseconds>(until - now));
    // What a subscriber said last, unread, would make the kernel throw away what is still on its way there.
    for (auto& [fd, connection] : connections_) (void)connection->read([](auto) { return true; });
}

ZmtpPublisher::Route& ZmtpPublisher::route(std::string_view topic) {
    if (const auto found = routes_.find(topic); found != routes_.end()) return found->second;
    Route& route = routes_[std::string(topic)];
    for (auto& [fd, connection] : connections_)
        if (connection->open() && subscriptions_.wants(connection.get(), topic)) route.push_back(connection.get());
    return route;
}

bool ZmtpPublisher::send_parts(std::initializer_list<std::string_view> first, Bytes last) {
    const std::string_view topic = *first.begin();
    if (limits_.nodrop && !has_room(topic)) return false;
    const Route& receivers = route(topic);
    if (receivers.empty()) return true;
    outgoing_.assign(first, std::move(last));
    for (ZmtpConnection* connection : receivers) {
        const ZmtpConnection::Sent sent = connection->send(outgoing_);
        missed_ += sent == ZmtpConnection::Sent::missed ? 1 : 0;
        if (sent == ZmtpConnection::Sent::ended) ended_.push_back(connection->fd());
        watch_for_room(*connection);
    }
    outgoing_.clear();
    end_those(std::exchange(ended_, {}));
    return true;
}

bool ZmtpPublisher::has_room(std::string_view topic) {
    return std::ranges::none_of(route(topic), [&](const ZmtpConnection* connection) { return connection->full(topic); });
}

bool ZmtpPublisher::drain() {
    serve(milliseconds(0));
    sweep(Clock::now());
    return take_changed();
}

bool ZmtpPublisher::take_changed() noexcept { return std::exchange(changed_, false); }

void ZmtpPublisher::serve(milliseconds wait) {
    std::array<epoll_event, most_events_a_turn> events;
    const int count = ::epoll_wait(wakeups_.fd(), events.data(), static_cast<int>(events.size()), static_cast<int>(wait.count()));
    for (int i = 0; i < count; ++i) serve(events[static_cast<std::size_t>(i)].data.fd, events[static_cast<std::size_t>(i)].events);
}

// A descriptor may be another connection's by now: then there is nothing to do for it, and nothing is done.
void ZmtpPublisher::serve(int fd, std::uint32_t events) {
    for (const auto& listener : listeners_)
        if (listener->fd() == fd) return accept_some(*listener);
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    ZmtpConnection& connection = *found->second;
    if ((events & EPOLLOUT) != 0 && !connection.flush()) return end(fd);
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && !read(connection)) return end(fd);
    watch_for_room(connection);
}

void ZmtpPublisher::accept_some(const ZmtpListener& listener) {
    for (int i = 0; i < most_accepts_a_turn; ++i) {
        if (connections_.size() >= most_connections_) {
            tell(std::to_string(most_connections_) + " subscribers are connected, which is the most: others wait until one goes");
            return rest();
        }
        UniqueFd fd;
        switch (listener.accept(fd)) {
            case ZmtpListener::Accepted::nobody: return;
            case ZmtpListener::Accepted::no_room:
                tell("no descriptor or memory for another subscriber: it waits");
                return rest();
            case ZmtpListener::Accepted::one: add(std::move(fd));
        }
    }
}

void ZmtpPublisher::add(UniqueFd fd) {
    set_up(fd.get(), limits_.sndbuf);
    const int number = fd.get();
    auto connection = std::make_unique<ZmtpConnection>(std::move(fd), limits_.per_topic, Clock::now());
    if (!connection->begin()) return;
    wakeups_.watch(number);
    connections_[number] = std::move(connection);
}

bool ZmtpPublisher::read(ZmtpConnection& connection) {
    const bool was_open = connection.open();
    const auto take = [&](std::span<const std::byte> message) {
        const Subscriptions::Outcome outcome = subscriptions_.apply(&connection, message, Clock::now());
        if (outcome != Subscriptions::Outcome::nothing) {
            changed_ = true;
            routes_.clear();
        }
        if (outcome == Subscriptions::Outcome::too_much) ++cut_off_;
        return outcome != Subscriptions::Outcome::too_much;
    };
    const bool goes_on = connection.read(take);
    if (const char* words = goes_on || was_open ? nullptr : words_for(connection.fault())) tell(words);
    return goes_on;
}

void ZmtpPublisher::watch_for_room(ZmtpConnection& connection) {
    const bool waits = connection.waiting();
    if (std::exchange(connection.watched_for_room, waits) == waits) return;
    if (waits)
        ++waiting_;
    else
        --waiting_;
    wakeups_.watch_for_room(connection.fd(), waits);
}

void ZmtpPublisher::end(int fd) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    ZmtpConnection& connection = *found->second;
    if (connection.watched_for_room) --waiting_;
    changed_ |= subscriptions_.end(&connection);
    subscriptions_.forget(&connection);
    routes_.clear();
    wakeups_.leave(fd);
    connections_.erase(found);
}

void ZmtpPublisher::end_those(const std::vector<int>& fds) {
    for (const int fd : fds) end(fd);
}

void ZmtpPublisher::sweep(Clock::time_point now) {
    if (now - swept_ < sweep_period) return;
    swept_ = now;
    std::vector<int> late;
    for (const auto& [fd, connection] : connections_)
        if (!connection->open() && now - connection->since() > handshake_time) late.push_back(fd);
    end_those(late);
    if (!std::exchange(resting_, false)) return;
    for (const auto& listener : listeners_) wakeups_.watch(listener->fd());
}

// Until the next sweep: watched, they would wake us again at once.
void ZmtpPublisher::rest() {
    if (std::exchange(resting_, true)) return;
    for (const auto& listener : listeners_) wakeups_.leave(listener->fd());
}

void ZmtpPublisher::tell(const std::string& line) {
    const auto now = Clock::now();
    if (!say_ || now - told_ < tell_period) return;
    told_ = now;
    say_(Level::warning, line);
}

}  // namespace sluice::zmq_sink_parts
