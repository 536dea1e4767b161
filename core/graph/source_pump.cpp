#include "graph/source_pump.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/text.hpp"
#include "codec/jpeg_check.hpp"
#include "frame/host_frame.hpp"

namespace sluice {

namespace {

// Where an epoch's number comes from: later runs are larger, also after a restart of the program.
std::uint64_t next_epoch(std::uint64_t last) {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto now = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count());
    return std::max(now, last + 1);
}

std::size_t bytes_needed(const Planes& planes) {
    std::size_t needed = 0;
    for (std::size_t i = 0; i < planes.count; ++i) {
        const Plane& plane = planes.plane[i];
        needed = std::max<std::size_t>(needed, plane.offset + std::size_t{plane.stride} * plane.rows);
    }
    return needed;
}

timespec time_left(Clock::time_point until) {
    const auto left = std::max<Clock::duration>(until - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    return {seconds.count(), std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds).count()};
}

}  // namespace

SourcePump::SourcePump(Setup setup, std::unique_ptr<Source> source)
    : setup_(std::move(setup)), source_(std::move(source)), pool_(setup_.pool), log_(setup_.name) {
    template_.source = setup_.name;
    status_.since = Clock::now();
}

void SourcePump::run() {
    try {
        source_->open(*this);
        while (!stopping() && source_->next(*this)) {
        }
        become(InputStatus::State::ended, stopping() ? "stopped" : "it came to its end");
    } catch (...) {
        const std::string why = current_failure();
        failed_.store(true, std::memory_order_release);
        log_.write(Level::error, why);
        become(InputStatus::State::offline, why);
    }
    source_->close(*this);
    outlets_.end();
}

SourcePump::Wait SourcePump::wait(int fd, Clock::time_point until) {
    if (stopping()) return Wait::stopping;
    if (fd < 0 && until <= Clock::now()) return Wait::timeout;
    std::array<pollfd, 2> fds = {pollfd{setup_.stop_fd, POLLIN, 0}, pollfd{fd, POLLIN, 0}};
    const bool forever = until == Clock::time_point::max();
    int ready = -1;
    do {
        const timespec left = time_left(until);
        ready = ::ppoll(fds.data(), fds.size(), forever ? nullptr : &left, nullptr);
    } while (ready < 0 && errno == EINTR);  // a debugger came or went
    if (fds[0].revents != 0 && ready > 0) return Wait::stopping;
    return ready > 0 ? Wait::ready : Wait::timeout;
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
    least_bytes_ = bytes_needed(stream.planes);
    {
        const std::lock_guard lock(mutex_);
        status_.format = stream.format;
        status_.width = stream.width;
        status_.height = stream.height;
        status_.epoch = template_.epoch;
        fps_agreed_ = stream.fps;
    }
    become(InputStatus::State::online, {});
}

bool SourcePump::wanted() const noexcept { return demand_.load(std::memory_order_relaxed) != Demand::none; }

bool SourcePump::admit(Clock::time_point captured) {
    counters_.in.add();
    newest_.store(captured.time_since_epoch().count(), std::memory_order_relaxed);
    const bool enough = setup_.frames && counters_.out.get() >= *setup_.frames;
    if (wanted() && !enough) return true;
    counters_.unwanted.add();
    return false;
}

std::size_t SourcePump::check(std::span<const std::byte> bytes, FrameInfo& info) {
    if (info.format != Format::jpeg) {
        if (bytes.size() >= least_bytes_ && !bytes.empty()) return bytes.size();
        counters_.drops.add(bytes.empty() ? "empty" : "short");
        return 0;
    }
    const JpegCheck jpeg = check_jpeg(bytes);
    if (jpeg.verdict != JpegCheck::Verdict::ok) {
        counters_.drops.add(reason_of(jpeg.verdict));
        return 0;
    }
    info.width = jpeg.width;
    info.height = jpeg.height;
    return jpeg.size;
}

void SourcePump::start_on_its_way(const FrameInfo& info, Bytes bytes) {
    counters_.out.add();
    counters_.bytes.add(bytes.size());
    outlets_.deliver(make_frame(info, std::move(bytes), setup_.opener));
}

void SourcePump::emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) {
    if (!admit(captured)) return;
    FrameInfo info = template_;
    info.sequence = sequence;
    info.captured = captured;
    const std::size_t size = check(bytes.view(), info);
    if (size == 0) return;
    start_on_its_way(info, size == bytes.size() ? std::move(bytes) : bytes.first(size));
}

void SourcePump::emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) {
    if (!admit(captured)) return;
    FrameInfo info = template_;
    info.sequence = sequence;
    info.captured = captured;
    const std::size_t size = check(bytes, info);
    if (size == 0) return;
    Bytes copy = pool_.copy(bytes.first(size));
    if (copy.empty()) return counters_.drops.add("pool full");
    start_on_its_way(info, std::move(copy));
}

void SourcePump::drop(std::string_view reason, std::uint64_t count) {
    counters_.in.add(count);
    counters_.drops.add(reason, count);
}

void SourcePump::become(InputStatus::State state, std::string why) {
    {
        const std::lock_guard lock(mutex_);
        status_.state = state;
        status_.why = std::move(why);
        status_.since = Clock::now();
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
    const auto patience = std::chrono::duration<double>(std::max(2.0, fps_agreed_ > 0 ? 3 / fps_agreed_ : 0));
    InputStatus status = status_;
    status.newest = Clock::time_point(Clock::duration(newest_.load(std::memory_order_relaxed)));
    if (samples_.size() > 1) {
        const std::chrono::duration<double> span = samples_.back().when - samples_.front().when;
        status.fps = double(samples_.back().frames - samples_.front().frames) / span.count();
    }
    const auto last_sign = std::max(status.newest, status.since);
    if (status.state == InputStatus::State::online && now - last_sign > patience) {
        status.state = InputStatus::State::stalled;
        status.since = last_sign;
    }
    return status;
}

}  // namespace sluice
