#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sluice::test {

/// What goes wrong at which call, and which calls were made. [any thread]
class Faults {
public:
    /// Calls are named by their VIDIOC_ number, the others by these.
    static constexpr unsigned long open = 1, close = 2, map = 3;
    static constexpr unsigned always = std::numeric_limits<unsigned>::max();

    /// The call fails with `error`, and does nothing: from the `after`-th from now on (0: the next), so many times.
    void fail(unsigned long call, int error, unsigned after = 0, unsigned times = 1);
    /// The driver does it, and its answer is changed.
    void alter(unsigned long call, std::function<void(void* argument)> change, unsigned after = 0, unsigned times = 1);
    /// `what` happens right before that call.
    void just_before(unsigned long call, std::function<void()> what, unsigned after = 0);
    /// The call hangs until release().
    void hang(unsigned long call);
    void release();
    /// Calls that hang now.
    [[nodiscard]] unsigned hanging() const;
    void clear();

    /// How often each was called.
    [[nodiscard]] std::map<unsigned long, unsigned> calls() const;
    [[nodiscard]] unsigned calls(unsigned long call) const;
    /// How many faults came about; a test that injected none has tested nothing.
    [[nodiscard]] unsigned happened() const;

    /// For the machine. 0, or the errno to answer with.
    [[nodiscard]] int enter(unsigned long call);
    void leave(unsigned long call, void* argument);

    [[nodiscard]] static std::string name_of(unsigned long call);

private:
    struct Fault {
        unsigned long call;
        int error;
        std::function<void(void*)> change;
        std::function<void()> before;
        bool hangs = false;
        unsigned after, times;
        // Counts a call; true: it is the fault's.
        bool hits() {
            if (after > 0) return --after, false;
            if (times == 0) return false;
            times -= times == always ? 0U : 1U;
            return true;
        }
    };

    mutable std::mutex mutex_;
    std::condition_variable released_;
    std::vector<Fault> faults_;
    std::map<unsigned long, unsigned> calls_;
    unsigned hanging_ = 0, happened_ = 0;
};

}  // namespace sluice::test
