#include "graph/source_pump.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "frame/host_frame.hpp"
#include "graph/pulse.hpp"

namespace sluice {

namespace {

// Where an epoch's number comes from: later runs are larger, also after a restart of the program.
std::uint64_t next_epoch(std::uint64_t last) {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto now = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count());
    return std::max(now, last + 1);
}

timespec time_left(Clock::time_point until) {
    const auto left = std::max<Clock::duration>(until - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
    return {static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
}

}  // namespace

SourcePump::SourcePump(Setup setup, std::unique_ptr<Source> source)
    : setup_(std::move(setup)),
      source_(std::move(source)),
      requests_(*source_),
      pool_(setup_.pool),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      log_(setup_.name) {
    if (!wake_) throw Error(text::cat("cannot make an eventfd: ", text::errno_text(errno)));
    template_.source = setup_.name;
    status_.since = Clock::now();
}

void SourcePump::run() {
    try {
        source_->open(*this);
        do {
            Pulse::turn();
            requests_.answer();
        } while (!stopping() && source_->next(*this));
        become(InputStatus::State::ended, stopping() ? "stopped" : "it came to its end");
    } catch (...) {
        const std::string why = current_failure();
        // What the config can do without, and was not there from the start, fails nobody.
        failed_.store(setup_.required || begun_, std::memory_order_release);
        log_.write(Level::error, why);
        become(InputStatus::State::offline, why);
    }
    requests_.close();
    source_->close(*this);
    outlets_.end();
}

SourcePump::Wait SourcePump::wait(int fd, Clock::time_point until) {
    if (stopping()) return Wait::stopping;
    if (fd < 0 && until <= Clock::now()) return Wait::timeout;
    std::array<pollfd, 2> fds = {pollfd{setup_.stop_fd, POLLIN, 0}, pollfd{fd, POLLIN, 0}};
    return wait_for(fds, until);
}

SourcePump::Wait SourcePump::wait_woken(int fd, Clock::time_point until) {
    if (stopping()) return Wait::stopping;
    std::array<pollfd, 3> fds = {pollfd{setup_.stop_fd, POLLIN, 0}, pollfd{fd, POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
    const Wait result = wait_for(fds, until);
    if (result == Wait::stopping || fds[2].revents == 0) return result;
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    return Wait::woken;
}

// The first is the sign to stop.
SourcePump::Wait SourcePump::wait_for(std::span<pollfd> fds, Clock::time_point until) const {
    const Pulse::Pause pause;
    const bool forever = until == Clock::time_point::max();
    int ready = -1;
    do {
        const timespec left = time_left(until);
        ready = ::ppoll(fds.data(), fds.size(), forever ? nullptr : &left, nullptr);
    } while (ready < 0 && errno == EINTR);  // a debugger came or went
    if (fds[0].revents != 0 && ready > 0) return Wait::stopping;
    return ready > 0 ? Wait::ready : Wait::timeout;
}

void SourcePump::demand_changed() {
    const Demand demand = outlets_.demand();
    const Demand before = demand_.exchange(demand, std::memory_order_relaxed);
    if ((before == Demand::none) != (demand == Demand::none)) ::eventfd_write(wake_.get(), 1);
}

bool SourcePump::control(ControlRequest request) {
    if (!requests_.put(std::move(request))) return false;
    ::eventfd_write(wake_.get(), 1);
    return true;
}

bool SourcePump::stopping() const noexcept {
    if (setup_.stopping->load(std::memory_order_relaxed)) return true;
    return setup_.frames && counters_.out.get() >= *setup_.frames;
}

void SourcePump::begin(const Stream& stream) {
    template_.format = stream.format;
    template_.width = stream.width;
    template_.height = stream.height;
    template_.planes = stream.planes;
    template_.range = stream.range;
    template_.matrix = stream.matrix;
    template_.epoch = next_epoch(template_.epoch);
    // A source built for an older api knows fewer fields.
    Stream agreed;
    std::memcpy(static_cast<void*>(&agreed), &stream, std::min(stream.struct_size, sizeof agreed));
    check_.begin(agreed);
    {
        const std::lock_guard lock(mutex_);
        status_.format = stream.format;
        status_.width = stream.width;
        status_.height = stream.height;
        status_.epoch = template_.epoch;
        agreed_ = agreed;
    }
    begun_ = true;
    become(InputStatus::State::online, {});
}

bool SourcePump::wanted() const noexcept { return demand_.load(std::memory_order_relaxed) != Demand::none; }

bool SourcePump::admit(Clock::time_point captured) {
    wake_up();
    counters_.in.add();
    newest_.store(captured.time_since_epoch().count(), std::memory_order_relaxed);
    const bool enough = setup_.frames && counters_.out.get() >= *setup_.frames;
    if (wanted() && !enough) return true;
    counters_.unwanted.add();
    return false;
}

void SourcePump::start_on_its_way(const FrameInfo& info, Bytes bytes) {
    counters_.out.add();
    counters_.bytes.add(bytes.size());
    outlets_.deliver(make_frame(info, std::move(bytes), setup_.opener));
}

FrameInfo SourcePump::info_of(const FrameCheck::Verdict& verdict, std::uint64_t sequence, Clock::time_point captured) const {
    FrameInfo info = template_;
    info.width = verdict.width;
    info.height = verdict.height;
    info.sequence = sequence;
    info.captured = captured;
    info.original = verdict.insert_dht_at == 0;
    return info;
}

Bytes SourcePump::copy_of(std::span<const std::byte> picture, std::size_t insert_dht_at) {
    if (insert_dht_at == 0) return pool_.copy(picture);
    const BufferPool::Block block = pool_.take(picture.size() + standard_dht().size());
    if (!block) return {};
    const std::size_t size = copy_with_dht(picture, insert_dht_at, block.bytes);
    return {block.keeper, block.bytes.first(size)};
}

void SourcePump::emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) {
    if (!admit(captured)) return;
    const FrameCheck::Verdict verdict = check_.check(bytes.view());
    if (!verdict.lost.empty()) return counters_.drops.add(verdict.lost);
    if (verdict.insert_dht_at > 0) return send_copy(bytes.view(), verdict, sequence, captured);
    start_on_its_way(info_of(verdict, sequence, captured), verdict.size == bytes.size() ? std::move(bytes) : bytes.first(verdict.size));
}

void SourcePump::emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) {
    if (!admit(captured)) return;
    const FrameCheck::Verdict verdict = check_.check(bytes);
    if (!verdict.lost.empty()) return counters_.drops.add(verdict.lost);
    send_copy(bytes, verdict, sequence, captured);
}

void SourcePump::send_copy(std::span<const std::byte> bytes, const FrameCheck::Verdict& verdict, std::uint64_t sequence, Clock::time_point captured) {
    Bytes copy = copy_of(bytes.first(verdict.size), verdict.insert_dht_at);
    if (copy.empty()) return counters_.drops.add("pool full");
    start_on_its_way(info_of(verdict, sequence, captured), std::move(copy));
}

void SourcePump::emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) {
    if (!admit(captured)) return;
    std::size_t size = 0;
    for (const auto& part : parts) size += part.size();
    if (size == 0) return counters_.drops.add("empty");
    const BufferPool::Block block = pool_.take(size);
    if (!block) return counters_.drops.add("pool full");
    auto at = block.bytes.begin();
    for (const auto& part : parts) at = std::ranges::copy(part, at).out;
    const FrameCheck::Verdict verdict = check_.check(block.bytes);
    if (!verdict.lost.empty()) return counters_.drops.add(verdict.lost);
    if (verdict.insert_dht_at > 0) return send_copy(block.bytes, verdict, sequence, captured);
    start_on_its_way(info_of(verdict, sequence, captured), Bytes(block.keeper, block.bytes.first(verdict.size)));
}

void SourcePump::emit_relayed(Bytes bytes, const Relayed& frame) {
    if (!admit(frame.captured)) return;
    const FrameCheck::Verdict verdict = check_.check(bytes.view());
    if (!verdict.lost.empty()) return counters_.drops.add(verdict.lost);
    FrameInfo info = info_of(verdict, frame.sequence, frame.captured);
    info.original = info.original && frame.original;
    info.origin = frame.origin;
    Bytes picture = verdict.insert_dht_at > 0 ? copy_of(bytes.first(verdict.size).view(), verdict.insert_dht_at) : bytes.first(verdict.size);
    if (picture.empty()) return counters_.drops.add("pool full");
    counters_.out.add();
    counters_.bytes.add(picture.size());
    outlets_.deliver(make_frame(info, std::move(picture), setup_.opener, frame.notes));
}

void SourcePump::offline(std::string_view why) { become(InputStatus::State::offline, std::string(why)); }

void SourcePump::stalled(std::string_view why) {
    asleep_ = true;
    become(InputStatus::State::stalled, std::string(why));
}

void SourcePump::resting() { become(InputStatus::State::online, "it rests: nobody wants its frames", true); }

void SourcePump::slow(std::string_view why) {
    const std::lock_guard lock(mutex_);
    if (status_.state == InputStatus::State::online) status_.why = why;
}

Stream SourcePump::agreed() const {
    const std::lock_guard lock(mutex_);
    return agreed_;
}

void SourcePump::drop(std::string_view reason, std::uint64_t count) {
    counters_.in.add(count);
    counters_.drops.add(reason, count);
}

void SourcePump::become(InputStatus::State state, std::string why, bool resting) {
    if (state != InputStatus::State::stalled) asleep_ = resting;
    log_.forget();
    {
        const std::lock_guard lock(mutex_);
        status_.state = state;
        status_.why = std::move(why);
        status_.since = Clock::now();
        resting_ = resting;
    }
    if (setup_.changed) setup_.changed();
}

void SourcePump::sample(Clock::time_point now) {
    constexpr std::size_t seconds_kept = 4;
    const std::lock_guard lock(mutex_);
    samples_.push_back({now, counters_.in.get()});
    if (samples_.size() > seconds_kept) samples_.pop_front();
}

InputStatus SourcePump::status(Clock::time_point now) const {
    const std::lock_guard lock(mutex_);
    // A few frames missing in a row; a source of one frame a minute is not late after two seconds.
    const auto patience = std::chrono::duration<double>(std::max(2.0, agreed_.fps > 0 ? 3 / agreed_.fps : 0));
    InputStatus status = status_;
    status.newest = Clock::time_point(Clock::duration(newest_.load(std::memory_order_relaxed)));
    if (samples_.size() > 1) {
        const std::chrono::duration<double> span = samples_.back().when - samples_.front().when;
        status.fps = double(samples_.back().frames - samples_.front().frames) / span.count();
    }
    const auto last_sign = std::max(status.newest, status.since);
    if (status.state == InputStatus::State::online && !resting_ && now - last_sign > patience) {
        status.state = InputStatus::State::stalled;
        status.since = last_sign;
        if (status.why.empty()) status.why = text::cat("no frame for ", std::chrono::duration_cast<std::chrono::seconds>(now - last_sign).count(), " s");
    }
    return status;
}

}  // namespace sluice
