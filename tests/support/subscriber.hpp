#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace sluice::test {

/// A plain SUB socket: what anybody would write, with nothing of sluice in it.
class Subscriber {
public:
    explicit Subscriber(const std::string& endpoint, const std::string& topic, int high_water_mark = 1000);
    ~Subscriber();
    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    struct Message {
        std::string topic;
        nlohmann::json header;
        std::string payload;
        std::size_t parts = 0;
    };
    /// Nothing when none came in time.
    [[nodiscard]] std::optional<Message> receive(std::chrono::milliseconds most = std::chrono::seconds(20));

private:
    void* context_;
    void* socket_;
};

}  // namespace sluice::test
