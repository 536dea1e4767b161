#include "transport.hpp"

#include <zmq.h>

#include <cerrno>
#include <string>

#include <sluice/error.hpp>

namespace sluice::zmq_sink_parts {

std::shared_ptr<Transport> Transport::shared() {
    static std::weak_ptr<Transport> running;
    std::shared_ptr<Transport> transport = running.lock();
    if (!transport) {
        transport = std::shared_ptr<Transport>(new Transport);
        running = transport;
    }
    return transport;
}

Transport::Transport() : context_(zmq_ctx_new()) {
    if (!context_) throw Error(std::string("cannot start ZeroMQ: ") + zmq_strerror(errno));
}

Transport::~Transport() {
    while (zmq_ctx_term(context_) != 0 && errno == EINTR) {
    }
}

}  // namespace sluice::zmq_sink_parts
