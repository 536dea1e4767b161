#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <sluice/source.hpp>

namespace sluice {

/// A wish to change something of a running source, or, with an empty name, to know what can be changed.
struct ControlRequest {
    std::string name, value;
    /// What the source answered; `failure` empty: it is done, and `now` holds what was asked for. Called once. [lane]
    std::function<void(std::string failure, std::vector<ControlState> now)> done;
};

/// Requests on their way to a source's lane. Each is answered once: by the source, or by a refusal at its end.
class ControlRequests {
public:
    /// Takes none where the source is not Controlled. The source outlives this.
    explicit ControlRequests(Source& source) : controlled_(dynamic_cast<Controlled*>(&source)), open_(controlled_ != nullptr) {}

    /// False: none are taken, or none any more. [any thread]
    [[nodiscard]] bool put(ControlRequest request);
    [[nodiscard]] bool open() const;
    /// Lets the source answer those that wait. [lane]
    void answer();
    /// Refuses those that wait and all that come. [lane]
    void close() noexcept;

private:
    [[nodiscard]] std::vector<ControlRequest> take(bool open);
    void answer(const ControlRequest& request) const;

    Controlled* controlled_;
    mutable std::mutex mutex_;  // guards what follows
    bool open_;
    std::vector<ControlRequest> waiting_;
};

}  // namespace sluice
