#include "authenticator.hpp"

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sluice/error.hpp>

#include "curve_domain.hpp"
#include "zap_request.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr const char* zap_endpoint = "inproc://zeromq.zap.01";
// In a flood of handshakes the control thread comes back for the rest; libzmq keeps what waits.
constexpr int most_a_turn = 1024;
constexpr std::uint32_t folder_changes =
    IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

std::string zmq_error() { return zmq_strerror(errno); }

int fd_of(void* socket) {
    int fd = -1;
    std::size_t size = sizeof fd;
    zmq_getsockopt(socket, ZMQ_FD, &fd, &size);
    return fd;
}

// The parts of a message that is there; none otherwise.
std::vector<std::string> receive(void* socket) {
    std::vector<std::string> parts;
    for (bool more = true; more;) {
        zmq_msg_t part;
        zmq_msg_init(&part);
        const int size = zmq_msg_recv(&part, socket, ZMQ_DONTWAIT);
        if (size >= 0) parts.emplace_back(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
        more = size >= 0 && zmq_msg_more(&part) != 0;
        zmq_msg_close(&part);
    }
    return parts;
}

// WIRE.md's word for what libzmq saw; empty: counted elsewhere, or nothing that matters.
std::string_view reason_of(unsigned event, std::uint32_t value) {
    if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL) return "broken handshake";
    if (event != ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL) return {};
    if (value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH) return "no key";
    return value == ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC ? "wrong server key" : "broken handshake";
}

}  // namespace

std::shared_ptr<Authenticator> Authenticator::shared(std::shared_ptr<Transport> transport) {
    static std::mutex mutex;
    static std::weak_ptr<Authenticator> running;
    const std::lock_guard lock(mutex);
    std::shared_ptr<Authenticator> one = running.lock();
    if (!one) {
        one = std::shared_ptr<Authenticator>(new Authenticator(std::move(transport)));
        running = one;
    }
    return one;
}

Authenticator::Authenticator(std::shared_ptr<Transport> transport) : transport_(std::move(transport)) {
    try {
        open();
    } catch (...) {
        close();
        throw;
    }
}

Authenticator::~Authenticator() { close(); }

void Authenticator::open() {
    zap_ = zmq_socket(transport_->context(), ZMQ_REP);
    if (!zap_) throw Error("cannot make a ZeroMQ socket: " + zmq_error());
    const int none = 0;
    zmq_setsockopt(zap_, ZMQ_LINGER, &none, sizeof none);
    if (zmq_bind(zap_, zap_endpoint) != 0)
        throw Error("cannot check the keys of clients: " + zmq_error(), "is another ZAP handler in this process?");
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    const itimerspec every_second{{1, 0}, {1, 0}};
    if (epoll_ < 0 || timer_ < 0 || ::timerfd_settime(timer_, 0, &every_second, nullptr) != 0)
        throw Error(std::string("cannot watch the clients' keys: ") + std::strerror(errno));
    watch(fd_of(zap_));
    watch(timer_);
    if (inotify_ >= 0) watch(inotify_);  // without it, changes are seen once a second
}

void Authenticator::close() noexcept {
    if (zap_) zmq_close(zap_);
    for (const int fd : {epoll_, timer_, inotify_})
        if (fd >= 0) ::close(fd);
}

void Authenticator::watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) throw Error(std::string("cannot watch the clients' keys: ") + std::strerror(errno));
}

void Authenticator::watch_folder(Guarded& guarded) {
    // A folder that was replaced is another one under the same name.
    guarded.folder_watch = inotify_ < 0 ? -1 : ::inotify_add_watch(inotify_, guarded.domain->folder().c_str(), folder_changes);
}

std::string Authenticator::new_name() {
    const std::lock_guard lock(mutex_);
    return "sluice-" + std::to_string(++names_);
}

void Authenticator::add(std::shared_ptr<CurveDomain> domain, void* socket) {
    const std::lock_guard lock(mutex_);
    const std::string address = "inproc://events-of-" + domain->name();
    if (zmq_socket_monitor(socket, address.c_str(), ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL) != 0)
        throw Error("cannot watch a ZeroMQ socket: " + zmq_error());
    void* monitor = zmq_socket(transport_->context(), ZMQ_PAIR);
    const int none = 0;
    if (monitor) {
        zmq_setsockopt(monitor, ZMQ_LINGER, &none, sizeof none);
        // libzmq's thread waits where its events find no room, and with it every stream: none is a hundred bytes.
        zmq_setsockopt(monitor, ZMQ_RCVHWM, &none, sizeof none);
    }
    if (!monitor || zmq_connect(monitor, address.c_str()) != 0) {
        const std::string why = zmq_error();
        if (monitor) zmq_close(monitor);
        zmq_socket_monitor(socket, nullptr, 0);
        throw Error("cannot watch a ZeroMQ socket: " + why);
    }
    Guarded& guarded = guarded_.emplace_back(Guarded{std::move(domain), socket, monitor, -1});
    watch(fd_of(monitor));
    watch_folder(guarded);
}

void Authenticator::remove(const CurveDomain& domain) noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(guarded_, [&](const Guarded& one) { return one.domain.get() == &domain; });
    if (found == guarded_.end()) return;
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd_of(found->monitor), nullptr);
    zmq_socket_monitor(found->socket, nullptr, 0);
    zmq_close(found->monitor);
    const int watch = found->folder_watch;
    guarded_.erase(found);
    const bool shared = std::ranges::any_of(guarded_, [&](const Guarded& one) { return one.folder_watch == watch; });
    if (watch >= 0 && !shared) ::inotify_rm_watch(inotify_, watch);
}

void Authenticator::serve() {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    look_at_folders(now);
    // Always to the end: what libzmq's descriptors tell is told once.
    for (int i = 0; i < most_a_turn && answer_one(now); ++i) {
    }
    for (const Guarded& guarded : guarded_) hear(guarded, now);
}

void Authenticator::look_at_folders(Clock::time_point now) {
    std::uint64_t ticks = 0;
    const bool second = ::read(timer_, &ticks, sizeof ticks) > 0;
    bool changed = second;
    alignas(inotify_event) std::array<char, 4096> events{};
    while (inotify_ >= 0 && ::read(inotify_, events.data(), events.size()) > 0) changed = true;
    if (!changed) return;
    for (Guarded& guarded : guarded_) {
        guarded.domain->look(now);
        if (second) watch_folder(guarded);
    }
}

bool Authenticator::answer_one(Clock::time_point now) {
    const std::vector<std::string> parts = receive(zap_);
    if (parts.empty()) return false;
    const auto request = parse_zap_request(parts);
    const auto guarded = std::ranges::find_if(guarded_, [&](const Guarded& one) { return request && one.domain->name() == request->domain; });
    const bool allowed = guarded != guarded_.end() && guarded->domain->admit(request->public_key, request->address, now);
    const auto reply = zap_reply(parts.size() > 1 ? parts[1] : "", allowed ? request->public_key : "");
    for (std::size_t i = 0; i < reply.size(); ++i)
        zmq_send(zap_, reply[i].data(), reply[i].size(), ZMQ_DONTWAIT | (i + 1 < reply.size() ? ZMQ_SNDMORE : 0));
    return true;
}

void Authenticator::hear(const Guarded& guarded, Clock::time_point now) {
    for (int i = 0; i < most_a_turn; ++i) {
        const std::vector<std::string> parts = receive(guarded.monitor);
        if (parts.empty()) return;
        if (parts[0].size() < sizeof(std::uint16_t) + sizeof(std::uint32_t)) continue;
        std::uint16_t event = 0;
        std::uint32_t value = 0;
        std::memcpy(&event, parts[0].data(), sizeof event);
        std::memcpy(&value, parts[0].data() + sizeof event, sizeof value);
        if (const std::string_view reason = reason_of(event, value); !reason.empty()) guarded.domain->refuse(reason, {}, now);
    }
}

}  // namespace sluice::zmq_sink_parts
