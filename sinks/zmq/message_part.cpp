#include "message_part.hpp"

#include <cstring>
#include <utility>

#include <sluice/error.hpp>

namespace sluice::zmq_sink_parts {

void fill_part(zmq_msg_t& part, std::string_view text) {
    if (zmq_msg_init_size(&part, text.size()) != 0) throw Error("out of memory for a message");
    if (!text.empty()) std::memcpy(zmq_msg_data(&part), text.data(), text.size());
}

void lend_part(zmq_msg_t& part, HeldBytes& held, Bytes payload) {
    if (payload.empty()) return fill_part(part, {});
    auto* data = const_cast<std::byte*>(payload.data());  // libzmq only reads, its signature does not say so
    const std::size_t size = payload.size();
    HeldBytes::Place* place = held.hold(std::move(payload));
    if (zmq_msg_init_data(&part, data, size, &HeldBytes::let_go, place) == 0) return;
    HeldBytes::let_go(nullptr, place);
    throw Error("out of memory for a message");
}

}  // namespace sluice::zmq_sink_parts
