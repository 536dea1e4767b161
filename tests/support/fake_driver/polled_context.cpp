#include "tests/support/fake_driver/polled_context.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "tests/support/fake_driver/skipped_time.hpp"

namespace sluice::test {

PolledContext::PolledContext(bool required) : required_(required), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

PolledContext::~PolledContext() { ::close(wake_); }

void PolledContext::stop() {
    stop_ = true;
    ::eventfd_write(wake_, 1);
}

void PolledContext::want(bool wanted) {
    wanted_ = wanted;
    ::eventfd_write(wake_, 1);
}

SourceContext::Wait PolledContext::wait_for(int fd, Clock::time_point until, bool woken) {
    if (on_wait) on_wait();
    if (++waits > most_waits) {
        ran_away = true;
        stop_ = true;
    }
    if (stop_) return Wait::stopping;
    pollfd fds[] = {{fd, POLLIN, 0}, {wake_, POLLIN, 0}};
    const bool forever = until == Clock::time_point::max();
    const auto left = forever ? std::chrono::hours(1) : std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    // Nobody is there to end a wait without a deadline: such a source is stopped as one that ran away.
    const int ready = ::poll(fds, 2, patient ? static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 10'000)) : 0);
    if (stop_) return Wait::stopping;
    if (fds[1].revents != 0) {
        eventfd_t count = 0;
        ::eventfd_read(wake_, &count);
        if (woken) return Wait::woken;
    }
    if (ready > 0 && fds[0].revents != 0) return Wait::ready;
    if (!patient && until > Clock::now()) skip_time(left);
    return Wait::timeout;
}

void PolledContext::begin(const Stream& stream) {
    streams.push_back(stream);
    changes.emplace_back("online");
}

void PolledContext::emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) {
    ++emitted;
    sequences.push_back(sequence);
    went_back = went_back || captured < newest;
    newest = captured;
    if (on_frame) on_frame(std::move(bytes));
}

void PolledContext::emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) {
    auto block = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    const std::span<const std::byte> view(*block);
    emit(Bytes(std::move(block), view), sequence, captured);
}

void PolledContext::emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) {
    std::vector<std::byte> whole;
    for (const auto& part : parts) whole.insert(whole.end(), part.begin(), part.end());
    emit_copy(whole, sequence, captured);
}

void PolledContext::drop(std::string_view reason, std::uint64_t count) { drops[std::string(reason)] += count; }

std::uint64_t PolledContext::accounted() const {
    std::uint64_t sum = emitted;
    for (const auto& [reason, count] : drops)
        if (reason != "lost by the driver") sum += count;
    return sum;
}

std::string PolledContext::story() const {
    constexpr std::size_t enough = 8;
    std::string story;
    for (std::size_t i = 0; i < std::min(enough, changes.size()); ++i) story += "  " + changes[i] + "\n";
    for (std::size_t i = 0; i < std::min(enough, lines.size()); ++i) story += "  log: " + lines[i].second + "\n";
    for (const auto& [reason, count] : drops) story += "  dropped: " + reason + " " + std::to_string(count) + "\n";
    return story + "  emitted " + std::to_string(emitted) + ", waits " + std::to_string(waits) + "\n";
}

}  // namespace sluice::test
