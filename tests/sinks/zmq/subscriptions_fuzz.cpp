// Any messages of any connections: counts are what the connections hold, and nothing grows with what they send.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sinks/zmq/subscriptions.hpp"

using namespace sluice::zmq_sink_parts;

namespace {

const std::vector<std::string> topics = {"a/jpeg/", "ab/jpeg/", "sluice/stat/"};

bool covers_one(const std::string& prefix) {
    for (const std::string& topic : topics)
        if (topic.starts_with(prefix)) return true;
    return false;
}

}  // namespace

// Of each message: a byte of connection (0 to 3; 4 to 7 ends it), a byte of length, the bytes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static constexpr char connections[4] = {};
    Subscriptions all(topics);
    std::map<int, std::set<std::string>> held;
    sluice::Clock::time_point now{};
    for (std::size_t at = 0; at + 2 <= size;) {
        const int who = data[at] & 3;
        const bool ends = (data[at] & 4) != 0;
        const std::size_t length = std::min<std::size_t>(data[at + 1], size - at - 2);
        const std::string message(reinterpret_cast<const char*>(data) + at + 2, length);
        at += 2 + length;
        now += std::chrono::milliseconds(1);
        if (ends) {
            all.forget(&connections[who]);
            held.erase(who);
            continue;
        }
        all.apply(&connections[who], std::as_bytes(std::span(message)), now);
        if (message.empty() || !covers_one(message.substr(1))) continue;
        if (message[0] == 1) held[who].insert(message.substr(1));
        if (message[0] == 0) held[who].erase(message.substr(1));
    }
    if (all.connections() > 4) std::abort();
    for (const std::string& topic : topics) {
        std::size_t expected = 0;
        for (const auto& [who, prefixes] : held)
            for (const std::string& prefix : prefixes) expected += topic.starts_with(prefix) ? 1 : 0;
        if (all.count(topic) != expected) std::abort();
    }
    return 0;
}
