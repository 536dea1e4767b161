#include "subscriptions.hpp"

namespace sluice::zmq_sink_parts {

bool Subscriptions::apply(std::span<const std::byte> message) {
    if (message.empty()) return false;
    const std::string_view prefix(reinterpret_cast<const char*>(message.data()) + 1, message.size() - 1);
    const auto found = prefixes_.find(prefix);
    if (message[0] == std::byte{1}) {
        if (found != prefixes_.end())
            ++found->second;
        else if (prefixes_.size() < most_prefixes)
            prefixes_.emplace(prefix, 1);
        return true;
    }
    if (message[0] != std::byte{0} || found == prefixes_.end()) return false;
    if (--found->second == 0) prefixes_.erase(found);
    return true;
}

std::size_t Subscriptions::count(std::string_view topic) const {
    std::size_t sum = 0;
    for (std::size_t length = 0; length <= topic.size(); ++length)
        if (const auto found = prefixes_.find(topic.substr(0, length)); found != prefixes_.end()) sum += found->second;
    return sum;
}

}  // namespace sluice::zmq_sink_parts
