#include "tools/sluice/control/control_client.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include <zmq.hpp>

#include <sluice/error.hpp>
#include <sluice/unique_fd.hpp>

#include "base/text.hpp"
#include "tools/sluice/control/control_socket.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

constexpr std::int64_t longest_answer = 1 << 20;

[[noreturn]] void fail_alone(const std::string& endpoint, std::string_view why) {
    throw Error(text::cat("nobody answers at ", printable(endpoint), why),
                text::cat("write process.control: ", printable(endpoint), " into the config of sluice run, or name its socket with --at"));
}

// libzmq would wait for a socket to appear, and say nothing of rights.
void check_reach(const std::string& endpoint) {
    const std::string path = endpoint.substr(control_scheme.size());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        throw Error(text::cat(printable(endpoint), " is no path of a socket"), "write ipc:///run/sluice/control");
    std::memcpy(address.sun_path, path.data(), path.size());
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN) return;
    if (errno == EACCES)
        throw Error(text::cat("you may not write to ", printable(path)), "use sudo, or join the group it belongs to (ls -l shows it)");
    if (errno == ENOENT) fail_alone(endpoint, ": there is no such socket");
    fail_alone(endpoint, text::cat(": ", text::errno_text(errno)));
}

}  // namespace

ControlReply ask_control(const std::string& endpoint, const ControlMessage& message, std::chrono::milliseconds patience) {
    if (!endpoint.starts_with(control_scheme)) throw Error(text::cat(printable(endpoint), ": control is never offered to the network"), "write ipc:///run/sluice/control");
    const std::string request = control_text(message);
    if (request.size() > most_control_bytes)
        throw Error(text::cat("a request of ", request.size(), " bytes; ", most_control_bytes, " are taken"), "set fewer at once");
    check_reach(endpoint);
    try {
        zmq::context_t context{1};
        zmq::socket_t socket{context, ZMQ_REQ};
        socket.set(zmq::sockopt::linger, 0);
        socket.set(zmq::sockopt::maxmsgsize, longest_answer);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
        socket.set(zmq::sockopt::sndtimeo, static_cast<int>(patience.count()));
        socket.connect(endpoint);
        zmq::message_t answer;
        if (!socket.send(zmq::buffer(request), zmq::send_flags::none) || !socket.recv(answer))
            fail_alone(endpoint, text::cat(" within ", text::number(std::chrono::duration<double>(patience).count()), " s"));
        if (auto reply = read_control_reply(answer.to_string_view())) return *std::move(reply);
    } catch (const zmq::error_t& error) {
        throw Error(text::cat("cannot ask at ", printable(endpoint), ": ", error.what()));
    }
    throw Error(text::cat("what answers at ", printable(endpoint), " is no sluice of this version"), "name its socket with --at");
}

}  // namespace sluice::tool
