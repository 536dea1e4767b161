#include "exchange.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include <httplib.h>

namespace sluice::http_sink_parts {

namespace {

// A head that was read already, and the connection its answer goes to.
class HeadStream final : public httplib::Stream {
public:
    HeadStream(std::string_view head, Connection& connection) : head_(head), connection_(connection) {}

    [[nodiscard]] bool is_readable() const override { return !head_.empty(); }
    [[nodiscard]] bool is_writable() const override { return !failed_; }
    ssize_t read(char* to, std::size_t size) override {
        const std::size_t count = std::min(size, head_.size());
        std::memcpy(to, head_.data(), count);
        head_.remove_prefix(count);
        return static_cast<ssize_t>(count);
    }
    ssize_t write(const char* from, std::size_t size) override {
        failed_ = failed_ || !connection_.send({from, size});
        return failed_ ? -1 : static_cast<ssize_t>(size);
    }
    void get_remote_ip_and_port(std::string&, int&) const override {}
    void get_local_ip_and_port(std::string&, int&) const override {}
    [[nodiscard]] socket_t socket() const override { return 0; }

    // Later releases ask for these too.
    [[nodiscard]] virtual bool wait_readable() const { return is_readable(); }
    [[nodiscard]] virtual bool wait_writable() const { return is_writable(); }
    [[nodiscard]] virtual time_t duration() const { return 0; }

private:
    std::string_view head_;
    Connection& connection_;
    bool failed_ = false;
};

std::string only_value(const httplib::Request& request, const char* name) {
    return request.get_header_value_count(name) == 1 ? request.get_header_value(name) : std::string();
}

// The library's reading of requests and writing of answers. Its sockets, its waiting and its routes are not used: they
// have no end for who sends a byte now and then, and match paths by recursion.
class Exchange final : public httplib::Server {
public:
    Exchange(Connection& connection, const Responder& responder) {
        svr_sock_ = connection.fd();  // -1 would be a server that is shutting down
        set_keep_alive_timeout(5);
        set_keep_alive_max_count(100);
        set_pre_routing_handler([&](const httplib::Request& request, httplib::Response& response) {
            const Query query{request.method, request.path, only_value(request, "Host"), only_value(request, "Sec-Fetch-Site"),
                              only_value(request, "Sec-Fetch-Mode")};
            put(responder(query), response, connection);
            return HandlerResponse::Handled;
        });
    }

    bool run(httplib::Stream& stream, bool last) {
        bool closed = false;
        return process(*this, stream, last, closed) && !last && !closed;
    }

private:
    static void put(Reply reply, httplib::Response& response, Connection& connection) {
        response.status = reply.status;
        response.set_header("Accept-Ranges", "none");
        for (const auto& [name, value] : reply.headers) response.set_header(name, value);
        if (!reply.stream) return response.set_content(reply.body, reply.type.c_str());
        const auto write = [run = std::move(reply.stream), &connection](std::size_t, httplib::DataSink&) { return run(connection), false; };
        response.set_content_provider(reply.type, write);
    }

    // Later releases want to be told the two addresses.
    template <typename Self>
    static bool process(Self& self, httplib::Stream& stream, bool last, bool& closed) {
        if constexpr (requires { self.process_request(stream, last, closed, nullptr); })
            return self.process_request(stream, last, closed, nullptr);
        else
            return self.process_request(stream, std::string(), 0, std::string(), 0, last, closed, nullptr);
    }
};

}  // namespace

bool exchange(Connection& connection, const RequestHead& head, const Responder& responder) {
    const std::string_view line(head.text.data(), head.text.find("\r\n"));
    const bool endless = line.find(".mjpg") != std::string_view::npos;
    HeadStream stream(head.text, connection);
    return Exchange(connection, responder).run(stream, endless || !head.keep);
}

std::string short_answer(std::string_view status, std::string_view sentence) {
    std::string answer("HTTP/1.1 ");
    answer.append(status).append("\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n");
    answer.append("Cache-Control: no-store\r\nConnection: close\r\nContent-Length: ").append(std::to_string(sentence.size() + 1));
    return answer.append("\r\n\r\n").append(sentence).append("\n");
}

}  // namespace sluice::http_sink_parts
