#include "graph/control_requests.hpp"

#include <utility>

#include "graph/node_log.hpp"

namespace sluice {

bool ControlRequests::put(ControlRequest request) {
    const std::lock_guard lock(mutex_);
    if (open_) waiting_.push_back(std::move(request));
    return open_;
}

bool ControlRequests::open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

std::vector<ControlRequest> ControlRequests::take(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open_ && open;
    return std::exchange(waiting_, {});
}

void ControlRequests::answer() {
    if (!controlled_) return;
    for (const ControlRequest& request : take(true)) answer(request);
}

void ControlRequests::answer(const ControlRequest& request) const {
    try {
        if (request.name.empty())
            request.done({}, controlled_->controls());
        else
            request.done({}, {{request.name, controlled_->control(request.name, request.value), {}}});
    } catch (...) {
        request.done(current_failure(), {});
    }
}

void ControlRequests::close() noexcept {
    for (const ControlRequest& request : take(false)) request.done("it has ended", {});
}

}  // namespace sluice
