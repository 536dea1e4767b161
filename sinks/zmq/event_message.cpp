#include "event_message.hpp"

#include <nlohmann/json.hpp>

#include "wire_words.hpp"

namespace sluice::zmq_sink_parts {

std::string event_header(const InputStatus& status, const Stream& agreed, const EventFacts& facts) {
    nlohmann::ordered_json json = {{"v", 1},
                                   {"src", facts.source},
                                   {"seq", facts.seq},
                                   {"epoch", status.epoch},
                                   {"ts_us", microseconds(status.since)},
                                   {"wall_us", facts.wall_us},
                                   {"event", name_of_state(status.state)},
                                   {"why", reason_on_wire(status.why)}};
    if (status.state == InputStatus::State::online) {
        json["codec"] = name_of(agreed.format);
        json["w"] = agreed.width;
        json["h"] = agreed.height;
        json["fps"] = rate_on_wire(agreed.fps);
        json["stamp"] = name_of_moment(agreed.moment);
    }
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace sluice::zmq_sink_parts
