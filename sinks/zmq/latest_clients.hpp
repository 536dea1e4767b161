#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "latest_line.hpp"

namespace sluice::zmq_sink_parts {

/// Who has asked. Bounded: where there are too many, one that waits for nothing makes room.
class LatestClients {
public:
    static constexpr std::size_t most = 256;

    explicit LatestClients(std::size_t inputs) : inputs_(inputs) {}

    /// nullptr: all of them wait, there is no room for another.
    [[nodiscard]] LatestLine* line(const std::string& id, std::size_t input, Clock::time_point now);
    void forget(const std::string& id) { all_.erase(id); }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

    /// Calls with each client's line of that input; it may forget no client.
    template <typename Call>
    void for_each(std::size_t input, Call call) {
        for (auto& [id, client] : all_) call(client.lines[input]);
    }
    /// How many asked for that input since then, or wait.
    [[nodiscard]] std::size_t active(std::size_t input, Clock::time_point since) const;
    [[nodiscard]] bool waits(std::size_t input) const;

private:
    struct Client {
        std::vector<LatestLine> lines;  // one for each input
        Clock::time_point asked{};
    };
    [[nodiscard]] bool make_room();

    std::size_t inputs_;
    std::map<std::string, Client> all_;
};

}  // namespace sluice::zmq_sink_parts
