#include "bindings.hpp"

#include <poll.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "bind_error.hpp"
#include "endpoint.hpp"
#include "socket_file_mask.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// libzmq lets go of an address on its own thread, most often within a tenth of this.
constexpr int tries_at_once = 5;

bool bind_masked(void* socket, const std::string& text, const Endpoint& endpoint) {
    // Only where it is asked for: with it libzmq reports, and users would read, [::ffff:127.0.0.1].
    const int six = endpoint.host.starts_with('[') ? 1 : 0;
    zmq_setsockopt(socket, ZMQ_IPV6, &six, sizeof six);
    const SocketFileMask mask;
    return zmq_bind(socket, text.c_str()) == 0;
}

}  // namespace

void Bindings::bind(const std::string& text) {
    const Endpoint endpoint = bindable(text);
    if (!bind_masked(socket_, text, endpoint)) {
        const int error = errno;
        throw_bind_error(text, endpoint, error, zmq_strerror(error));
    }
    std::array<char, 512> last{};
    std::size_t size = last.size();
    const bool told = zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, last.data(), &size) == 0;
    bound_.emplace_back(told ? last.data() : text.c_str());
}

void Bindings::bind_anew() {
    for (const std::string& endpoint : bound_) {
        if (endpoint.starts_with("inproc://")) continue;  // who is in this process needs no key
        const bool again = std::ranges::any_of(waiting_, [&](const std::string& one) { return one == endpoint; });
        if (again) continue;
        zmq_unbind(socket_, endpoint.c_str());
        waiting_.push_back(endpoint);
    }
    for (int i = 0; i < tries_at_once && !turn(); ++i) ::poll(nullptr, 0, 1);
}

bool Bindings::turn() {
    std::erase_if(waiting_, [this](const std::string& endpoint) { return bind_again(endpoint); });
    return waiting_.empty();
}

bool Bindings::bind_again(const std::string& text) {
    Endpoint endpoint;
    if (parse_endpoint(text, endpoint)) return true;
    // Another program may have come in between, and libzmq would take its path from it.
    if (endpoint.transport == Endpoint::Transport::ipc && ipc_obstacle(endpoint.host)) return false;
    return bind_masked(socket_, text, endpoint);
}

}  // namespace sluice::zmq_sink_parts
