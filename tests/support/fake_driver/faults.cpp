#include "tests/support/fake_driver/faults.hpp"

#include <linux/videodev2.h>

#include <algorithm>
#include <utility>

namespace sluice::test {

void Faults::fail(unsigned long call, int error, unsigned after, unsigned times) {
    const std::lock_guard lock(mutex_);
    faults_.push_back({call, error, {}, {}, false, after, times});
}

void Faults::alter(unsigned long call, std::function<void(void*)> change, unsigned after, unsigned times) {
    const std::lock_guard lock(mutex_);
    faults_.push_back({call, 0, std::move(change), {}, false, after, times});
}

void Faults::just_before(unsigned long call, std::function<void()> what, unsigned after) {
    const std::lock_guard lock(mutex_);
    faults_.push_back({call, 0, {}, std::move(what), false, after, 1});
}

void Faults::hang(unsigned long call) {
    const std::lock_guard lock(mutex_);
    faults_.push_back({call, 0, {}, {}, true, 0, always});
}

void Faults::release() {
    const std::lock_guard lock(mutex_);
    std::erase_if(faults_, [](const Fault& fault) { return fault.hangs; });
    released_.notify_all();
}

unsigned Faults::hanging() const {
    const std::lock_guard lock(mutex_);
    return hanging_;
}

void Faults::clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
    released_.notify_all();
}

std::map<unsigned long, unsigned> Faults::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

unsigned Faults::calls(unsigned long call) const {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
}

unsigned Faults::happened() const {
    const std::lock_guard lock(mutex_);
    return happened_;
}

int Faults::enter(unsigned long call) {
    std::function<void()> before;
    int error = 0;
    {
        std::unique_lock lock(mutex_);
        ++calls_[call];
        for (Fault& fault : faults_) {
            if (fault.call != call || fault.change || fault.hangs || !fault.hits()) continue;
            ++happened_;
            before = fault.before;
            error = fault.error;
            break;
        }
        const auto held = [&] { return std::ranges::any_of(faults_, [&](const Fault& f) { return f.hangs && f.call == call; }); };
        ++hanging_;
        released_.wait(lock, [&] { return !held(); });
        --hanging_;
    }
    if (before) before();
    return error;
}

void Faults::leave(unsigned long call, void* argument) {
    const std::lock_guard lock(mutex_);
    for (Fault& fault : faults_) {
        if (fault.call != call || !fault.change || !fault.hits()) continue;
        ++happened_;
        fault.change(argument);
    }
}

std::string Faults::name_of(unsigned long call) {
    static const std::map<unsigned long, std::string> names = {
        {open, "open"}, {close, "close"}, {map, "mmap"},
#define SLUICE_CALL(name) {VIDIOC_##name, #name}
        SLUICE_CALL(QUERYCAP), SLUICE_CALL(ENUM_FMT), SLUICE_CALL(ENUM_FRAMESIZES), SLUICE_CALL(ENUM_FRAMEINTERVALS),
        SLUICE_CALL(G_FMT), SLUICE_CALL(TRY_FMT), SLUICE_CALL(S_FMT), SLUICE_CALL(G_PARM), SLUICE_CALL(S_PARM),
        SLUICE_CALL(REQBUFS), SLUICE_CALL(QUERYBUF), SLUICE_CALL(QBUF), SLUICE_CALL(DQBUF), SLUICE_CALL(STREAMON),
        SLUICE_CALL(STREAMOFF), SLUICE_CALL(QUERYCTRL), SLUICE_CALL(QUERY_EXT_CTRL), SLUICE_CALL(QUERYMENU),
        SLUICE_CALL(G_CTRL), SLUICE_CALL(S_CTRL), SLUICE_CALL(G_EXT_CTRLS), SLUICE_CALL(S_EXT_CTRLS),
        SLUICE_CALL(G_INPUT), SLUICE_CALL(S_INPUT), SLUICE_CALL(ENUMINPUT),
#undef SLUICE_CALL
    };
    const auto found = names.find(call);
    return found == names.end() ? "ioctl_" + std::to_string(call & 0xff) : found->second;
}

}  // namespace sluice::test
