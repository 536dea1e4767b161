#include "publisher.hpp"

#include <algorithm>

#include "endpoint.hpp"
#include "libzmq_publisher.hpp"
#include "zmtp_publisher.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// inproc is a place inside libzmq, and a path of * a name of its choice.
bool is_for_libzmq(const std::string& text) {
    Endpoint endpoint;
    if (parse_endpoint(text, endpoint)) return false;
    return endpoint.transport == Endpoint::Transport::inproc || (endpoint.transport == Endpoint::Transport::ipc && endpoint.host == "*");
}

}  // namespace

std::unique_ptr<Publisher> make_publisher(PublisherSetup setup) {
    if (setup.curve || std::ranges::any_of(setup.endpoints, is_for_libzmq)) return std::make_unique<LibzmqPublisher>(std::move(setup));
    return std::make_unique<ZmtpPublisher>(std::move(setup));
}

}  // namespace sluice::zmq_sink_parts
