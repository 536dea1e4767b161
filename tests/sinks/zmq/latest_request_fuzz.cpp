#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include "sinks/zmq/latest_request.hpp"
#include "sinks/zmq/latest_topics.hpp"

using sluice::zmq_sink_parts::LatestRequest;
using sluice::zmq_sink_parts::LatestTopics;

// A request from the network, and what is answered to it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const LatestTopics topics = [] {
        LatestTopics all;
        for (const char* name : {"front", "back", "garden_2"}) all.add(name);
        all.set_format(1, sluice::Format::yuyv);
        return all;
    }();
    const auto block = std::make_unique<char[]>(size);  // exact, so that one byte too far is seen
    if (size != 0) std::memcpy(block.get(), data, size);
    LatestRequest request;
    std::string why = parse_request({block.get(), size}, request);
    if (why.empty()) {
        if (request.max_width < 16 || request.least_gap < sluice::Clock::duration(0)) std::abort();
        LatestTopics::Found found = topics.find(request.topic);
        if (found.input.has_value() == !found.why.empty()) std::abort();
        if (found.input.value_or(0) > 2) std::abort();
        why = std::move(found.why);
    }
    if (sluice::zmq_sink_parts::refusal_header(why).size() > 4096) std::abort();
    return 0;
}
