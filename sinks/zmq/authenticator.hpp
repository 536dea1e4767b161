#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/clock.hpp>

#include "transport.hpp"

namespace sluice::zmq_sink_parts {

class CurveDomain;

/// Answers libzmq's question who may come in (ZAP), for all CURVE sockets of the process: libzmq asks at one place of its
/// context. It has no thread: fd() becomes readable, and serve() does what there is to do.
class Authenticator {
public:
    /// The running one or a new one; throws Error(what, next) where the place is taken: then nobody could be refused. [start]
    [[nodiscard]] static std::shared_ptr<Authenticator> shared(std::shared_ptr<Transport> transport);
    ~Authenticator();
    Authenticator(const Authenticator&) = delete;
    Authenticator& operator=(const Authenticator&) = delete;

    /// A name for one more domain. [start]
    [[nodiscard]] std::string new_name();
    /// Answers for this domain from now on, and hears what becomes of the connections of `socket`. [start]
    void add(std::shared_ptr<CurveDomain> domain, void* socket);
    /// Before the socket closes. [start]
    void remove(const CurveDomain& domain) noexcept;

    /// Readable when there is something to do, and once a second. [any thread]
    [[nodiscard]] int fd() const noexcept { return epoll_; }
    /// Never waits. [any thread, one at a time is seen to]
    void serve();

private:
    struct Guarded {
        std::shared_ptr<CurveDomain> domain;
        void* socket;
        void* monitor;
        int folder_watch;
    };

    explicit Authenticator(std::shared_ptr<Transport> transport);
    void open();
    void close() noexcept;
    void watch(int fd) const;
    void watch_folder(Guarded& guarded);
    void look_at_folders(Clock::time_point now);
    bool answer_one(Clock::time_point now);
    void hear(const Guarded& guarded, Clock::time_point now);

    std::shared_ptr<Transport> transport_;
    std::mutex mutex_;
    void* zap_ = nullptr;
    int epoll_ = -1, timer_ = -1, inotify_ = -1;
    std::vector<Guarded> guarded_;
    std::uint64_t names_ = 0;
};

}  // namespace sluice::zmq_sink_parts
