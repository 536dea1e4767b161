#include "web_server.hpp"

#include <pthread.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include <httplib.h>

#include "connection.hpp"
#include "exchange.hpp"
#include "request_head.hpp"

namespace sluice::http_sink_parts {

struct WebServer::Workers {
    explicit Workers(std::size_t count) : pool(count) {}
    ~Workers() { pool.shutdown(); }
    httplib::ThreadPool pool;
};

WebServer::WebServer(const Address& address, std::size_t clients, Responder responder)
    : listener_(address), clients_(clients), responder_(std::move(responder)), connections_(clients) {}

WebServer::~WebServer() { stop(); }

void WebServer::accept() {
    constexpr int at_once = 64;  // the control thread has others to serve
    for (int i = 0; i < at_once; ++i) {
        UniqueFd fd = listener_.accept();
        if (fd.get() < 0) return;
        if (!connections_.add(fd.get())) {
            refuse(fd.get());
            continue;
        }
        // Here, so that they inherit this thread's blocked signals.
        if (!workers_) workers_ = std::make_unique<Workers>(clients_);
        workers_->pool.enqueue([this, owned = std::make_shared<UniqueFd>(std::move(fd))] { serve(owned->get()); });
    }
}

void WebServer::serve(int fd) {
    constexpr int most_requests = 100;
    constexpr auto idle = std::chrono::seconds(5);
    pthread_setname_np(pthread_self(), "sluice/http");
    Connection connection(fd);
    std::string head;
    for (int i = 0; i < most_requests && !connections_.stopped(); ++i) {
        connections_.idle(fd, true);
        const Connection::Came came = connection.read_head(head, idle);
        connections_.idle(fd, false);
        if (came == Connection::Came::gone) break;
        const RequestHead request = came == Connection::Came::whole ? read_head(head) : RequestHead{};
        std::string fault;
        if (came == Connection::Came::too_slow)
            fault = short_answer("408 Request Timeout", "The request did not come to its end within 5 s.");
        else if (came == Connection::Came::too_long || request.verdict == RequestHead::Verdict::too_long)
            fault = short_answer("431 Request Header Fields Too Large", "The request is longer than any this page needs.");
        else if (request.verdict == RequestHead::Verdict::malformed)
            fault = short_answer("400 Bad Request", "That is no HTTP request.");
        if (!fault.empty()) {
            static_cast<void>(connection.send(fault));
            break;
        }
        if (!exchange(connection, request, responder_)) break;
    }
    if (!connections_.stopped()) connection.finish();
    connections_.remove(fd);
}

void WebServer::refuse(int fd) const {
    std::array<char, RequestHead::most_bytes> unread;
    static_cast<void>(::recv(fd, unread.data(), unread.size(), MSG_DONTWAIT));
    const std::string answer = short_answer("503 Service Unavailable", "All " + std::to_string(clients_) +
                                            " places are taken; close another window, or raise `clients` of this sink.");
    static_cast<void>(::send(fd, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    ::shutdown(fd, SHUT_WR);
}

void WebServer::stop() noexcept {
    connections_.stop();
    workers_.reset();
}

}  // namespace sluice::http_sink_parts
