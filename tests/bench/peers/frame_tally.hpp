#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "tests/support/fake_v4l2/stamp.hpp"

// What arrived at a reader: frames, how late each was by the stamp that the camera put into it, how many are missing
// between the numbers. Pictures that somebody encoded anew carry no stamp: they are counted alone.
class FrameTally {
public:
    void add(std::string_view jpeg, std::int64_t arrived_us)
    {
        using namespace fake_v4l2;
        add(number(jpeg, stamp_time_at, 20), number(jpeg, stamp_number_at, 10), is_stamped(jpeg), arrived_us);
        bytes_ += jpeg.size();
    }

    // A picture without a stamp whose sender says when it was taken.
    void add_told(std::int64_t taken_us, std::size_t size, std::int64_t arrived_us)
    {
        add(taken_us, 0, false, arrived_us);
        latencies_.push_back(arrived_us - taken_us);
        bytes_ += size;
    }

    static bool is_stamped(std::string_view jpeg)
    {
        constexpr auto head = fake_v4l2::empty_stamp.substr(0, 11);
        return jpeg.size() > fake_v4l2::stamp_at + fake_v4l2::empty_stamp.size() && jpeg.substr(fake_v4l2::stamp_at, head.size()) == head;
    }

    long frames() const { return frames_; }

    void print()
    {
        std::ranges::sort(latencies_);
        std::printf("{\"frames\":%ld,\"bytes\":%zu,\"lost\":%ld,\"wall_us\":%lld", frames_, bytes_, static_cast<long>(lost_), static_cast<long long>(last_us_ - first_us_));
        if (!latencies_.empty())
            std::printf(",\"latency_p50_us\":%lld,\"latency_p99_us\":%lld,\"latency_p999_us\":%lld", percentile(500), percentile(990), percentile(999));
        std::printf("}\n");
        std::fflush(stdout);
    }

private:
    void add(std::int64_t taken_us, std::int64_t number, bool stamped, std::int64_t arrived_us)
    {
        if (frames_++ == 0)
            first_us_ = arrived_us;
        last_us_ = arrived_us;
        if (!stamped)
            return;
        latencies_.push_back(arrived_us - taken_us);
        if (number_ >= 0 && number > number_)
            lost_ += number - number_ - 1;
        number_ = number;
    }

    static std::int64_t number(std::string_view jpeg, std::size_t at, std::size_t digits)
    {
        std::int64_t value = 0;
        for (const char digit : jpeg.substr(std::min(at, jpeg.size()), digits))
            value = value * 10 + (digit - '0');
        return value;
    }

    long long percentile(std::size_t permille) const { return latencies_[(latencies_.size() - 1) * permille / 1000]; }

    long frames_ = 0;
    std::size_t bytes_ = 0;
    std::int64_t lost_ = 0;
    std::int64_t number_ = -1;
    std::int64_t first_us_ = 0;
    std::int64_t last_us_ = 0;
    std::vector<std::int64_t> latencies_;
};
