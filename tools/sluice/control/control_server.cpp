#include "tools/sluice/control/control_server.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <zmq.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <tuple>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "sinks/zmq/transport.hpp"
#include "tools/sluice/control/control_socket.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

constexpr std::size_t most_pending = 64;
constexpr std::ptrdiff_t most_with_a_node = 8;
constexpr std::size_t most_frames = 4;  // a sender's id, an empty part, the request
constexpr int most_at_once = 64;        // requests before others have their turn

[[noreturn]] void fail_to_watch() { throw Error(text::cat("cannot watch for control requests: ", text::errno_text(errno))); }

UniqueFd checked(int fd) {
    if (fd < 0) fail_to_watch();
    return UniqueFd(fd);
}

void set(void* socket, int option, const void* value, std::size_t size) {
    if (zmq_setsockopt(socket, option, value, size) != 0) throw Error(text::cat("cannot set up the control socket: ", zmq_strerror(errno)));
}

void set(void* socket, int option, int value) { set(socket, option, &value, sizeof value); }

// One part as text; nothing: there is none.
std::optional<std::string> next_part(void* socket, bool& more) {
    zmq_msg_t part;
    zmq_msg_init(&part);
    std::optional<std::string> out;
    if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) >= 0) {
        out.emplace(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
        more = zmq_msg_more(&part) != 0;
    }
    zmq_msg_close(&part);
    return out;
}

}  // namespace

/// Where lanes put answers: it outlives the server as long as one of them holds a request.
struct ControlServer::Mailbox {
    struct Answer {
        std::uint64_t ticket;
        std::string failure;
        std::vector<ControlState> now;
    };

    std::mutex mutex;
    std::vector<Answer> answers;
    UniqueFd event = checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));

    void put(Answer answer) {
        {
            const std::lock_guard lock(mutex);
            answers.push_back(std::move(answer));
        }
        ::eventfd_write(event.get(), 1);
    }

    std::vector<Answer> take() {
        eventfd_t count = 0;
        ::eventfd_read(event.get(), &count);
        const std::lock_guard lock(mutex);
        return std::exchange(answers, {});
    }
};

struct ControlServer::Pending {
    std::vector<std::string> envelope;
    std::string node;
    std::deque<std::pair<std::string, std::string>> left;  ///< to be set, the first is with the node
    bool lists = false;
    std::vector<ControlState> now;
    Clock::time_point until;
};

struct ControlServer::Sockets {
    explicit Sockets(const std::string& endpoint)
        : file(endpoint.substr(control_scheme.size())), transport(zmq_sink_parts::Transport::shared()), router(zmq_socket(transport->context(), ZMQ_ROUTER)) {
        if (!router) throw Error(text::cat("cannot make the control socket: ", zmq_strerror(errno)));
        try {
            set(router, ZMQ_LINGER, 200);  // the last answers
            set(router, ZMQ_RCVHWM, 16);
            set(router, ZMQ_SNDHWM, 16);
            const std::int64_t most = most_control_bytes;
            set(router, ZMQ_MAXMSGSIZE, &most, sizeof most);
            // Bound by us: libzmq would first delete whatever is at the path.
            set(router, ZMQ_USE_FD, file.fd());
            if (zmq_bind(router, endpoint.c_str()) != 0) throw Error(text::cat("cannot offer control at ", endpoint, ": ", zmq_strerror(errno)));
            file.given_away();
        } catch (...) {
            zmq_close(router);
            throw;
        }
    }
    ~Sockets() { zmq_close(router); }
    Sockets(const Sockets&) = delete;
    Sockets& operator=(const Sockets&) = delete;

    ControlSocket file;
    std::shared_ptr<zmq_sink_parts::Transport> transport;
    void* router;
};

ControlServer::ControlServer(Setup setup)
    : setup_(std::move(setup)),
      watch_(checked(::epoll_create1(EPOLL_CLOEXEC))),
      timer_(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))),
      mailbox_(std::make_shared<Mailbox>()) {
    if (!setup_.endpoint.starts_with(control_scheme))
        throw Error("control is never offered to the network", "write process.control: ipc:///run/sluice/control");
    sockets_ = std::make_unique<Sockets>(setup_.endpoint);
    int requests = -1;
    std::size_t size = sizeof requests;
    if (zmq_getsockopt(sockets_->router, ZMQ_FD, &requests, &size) != 0) fail_to_watch();
    for (const int fd : {requests, mailbox_->event.get(), timer_.get()}) {
        epoll_event event{};
        event.events = EPOLLIN;
        if (::epoll_ctl(watch_.get(), EPOLL_CTL_ADD, fd, &event) != 0) fail_to_watch();
    }
}

ControlServer::~ControlServer() {
    while (!pending_.empty()) finish(pending_.begin()->first, "sluice is stopping; ask again once it runs");
}

void ControlServer::serve() {
    take_answers();
    receive();
    give_up_on_late_ones();
    set_timer();
}

void ControlServer::receive() {
    // The socket's descriptor tells of a change once: it is read until nothing is left, or the next turn asked for.
    for (int i = 0; i < most_at_once; ++i) {
        std::vector<std::string> frames;
        std::size_t count = 0;
        for (bool more = true; more; ++count) {
            std::optional<std::string> part = next_part(sockets_->router, more);
            if (!part) return;
            if (frames.size() < most_frames) frames.push_back(std::move(*part));
        }
        if (count < 2 || count > most_frames) continue;
        const std::string text = std::move(frames.back());
        frames.pop_back();
        accept(std::move(frames), text);
    }
    ::eventfd_write(mailbox_->event.get(), 1);
}

void ControlServer::accept(std::vector<std::string> envelope, const std::string& text) {
    const auto refuse = [&](const std::string& why) { send(envelope, reply_text({why, {}, {}}, false)); };
    try {
        ControlMessage message = read_control_message(text);
        if (message.node.empty()) {
            const ControlReply reply{{}, {}, setup_.nodes()};
            return reply.nodes.empty() ? refuse("no source here has controls") : send(envelope, reply_text(reply, false));
        }
        const auto held = std::ranges::count(with_nodes_, message.node, &std::pair<const std::uint64_t, std::string>::second);
        if (pending_.size() >= most_pending || held >= most_with_a_node)
            return refuse(text::cat(printable(message.node, 60), " has ", held, " requests before this one; ask again later"));
        Pending pending{std::move(envelope), std::move(message.node), {message.set.begin(), message.set.end()}, message.set.empty(), {},
                        Clock::now() + setup_.patience};
        const std::uint64_t ticket = ++last_ticket_;
        pending_.emplace(ticket, std::move(pending));
        hand_next(ticket);
    } catch (const Error& error) {
        refuse(error.what());
    }
}

void ControlServer::hand_next(std::uint64_t ticket) {
    const Pending& pending = pending_.at(ticket);
    ControlRequest request;
    if (!pending.left.empty()) std::tie(request.name, request.value) = pending.left.front();
    request.done = [mailbox = mailbox_, ticket](std::string failure, std::vector<ControlState> now) {
        mailbox->put({ticket, std::move(failure), std::move(now)});
    };
    with_nodes_.emplace(ticket, pending.node);
    if (setup_.hand(pending.node, std::move(request))) return;
    with_nodes_.erase(ticket);
    finish(ticket, no_such_node(pending.node));
}

void ControlServer::take_answers() {
    for (Mailbox::Answer& answer : mailbox_->take()) {
        with_nodes_.erase(answer.ticket);
        const auto found = pending_.find(answer.ticket);
        if (found == pending_.end()) continue;  // given up
        Pending& pending = found->second;
        if (!answer.failure.empty()) {
            finish(answer.ticket, answer.failure);
            continue;
        }
        std::ranges::move(answer.now, std::back_inserter(pending.now));
        if (!pending.left.empty()) pending.left.pop_front();
        if (pending.left.empty())
            finish(answer.ticket, {});
        else
            hand_next(answer.ticket);
    }
}

void ControlServer::give_up_on_late_ones() {
    const auto now = Clock::now();
    for (auto next = pending_.begin(); next != pending_.end();) {
        const auto& [ticket, pending] = *next++;
        if (pending.until > now) continue;
        std::string why = text::cat(printable(pending.node, 60), " does not answer: it is busy in its driver");
        if (!pending.left.empty()) why += text::cat("; ", printable(pending.left.front().first, 60), " may still be set");
        finish(ticket, why);
    }
}

void ControlServer::set_timer() {
    itimerspec when{};
    for (const auto& [ticket, pending] : pending_) {
        const auto left = std::max<std::int64_t>(std::chrono::nanoseconds(pending.until - Clock::now()).count(), 1);
        const timespec next{static_cast<time_t>(left / 1'000'000'000), static_cast<long>(left % 1'000'000'000)};
        // All wait equally long, so the first is the next.
        when.it_value = next;
        break;
    }
    ::timerfd_settime(timer_.get(), 0, &when, nullptr);
}

void ControlServer::finish(std::uint64_t ticket, const std::string& error) {
    const auto found = pending_.find(ticket);
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    send(pending.envelope, reply_text({error, pending.now, {}}, pending.lists && error.empty()));
}

void ControlServer::send(const std::vector<std::string>& envelope, const std::string& text) {
    // Somebody who has gone, or does not read, is left alone: the router drops it.
    for (const std::string& part : envelope)
        if (zmq_send(sockets_->router, part.data(), part.size(), ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) return;
    zmq_send(sockets_->router, text.data(), text.size(), ZMQ_DONTWAIT);
}

std::string ControlServer::no_such_node(const std::string& node) const {
    const std::vector<std::string> nodes = setup_.nodes();
    const std::string what = text::cat("no source ", printable(node, 60), " takes control now");
    const std::string near = text::nearest(node, nodes);
    if (!near.empty() && near != node) return text::cat(what, "; did you mean ", near, "?");
    return nodes.empty() ? what : text::cat(what, "; these do: ", text::join(nodes, ", "));
}

}  // namespace sluice::tool
