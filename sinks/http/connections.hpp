#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include <sluice/clock.hpp>
#include <sluice/unique_fd.hpp>

namespace sluice::http_sink_parts {

/// The connections there are: how many at most, who makes room, and an end for all. Any thread.
class Connections {
public:
    explicit Connections(std::size_t most) : most_(most) {}

    /// A place for this one. Where all are taken, the connection that has been idle longest (no request, or half of
    /// one) is ended for it; false: all are busy.
    [[nodiscard]] bool add(int fd);
    /// Whether it waits for a request.
    void idle(int fd, bool idle);
    /// Before its fd is closed.
    void remove(int fd);
    /// Ends all, and whoever comes later.
    void stop();
    [[nodiscard]] bool stopped() const;

    struct Facts {
        std::size_t now = 0;
        std::uint64_t refused = 0;
    };
    [[nodiscard]] Facts facts() const;

private:
    struct One {
        bool idle = false;
        bool ending = false;  // takes no place any more
        Clock::time_point since = Clock::now();
    };
    [[nodiscard]] std::size_t taken() const;
    [[nodiscard]] bool end_an_idle_one();

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::map<int, One> all_;
    std::uint64_t refused_ = 0;
    bool stopped_ = false;
};

}  // namespace sluice::http_sink_parts
