#pragma once

#include <sys/resource.h>

#include <cstdio>

// What this process has used, all threads, between two moments.
class Usage {
public:
    void start() { getrusage(RUSAGE_SELF, &begin_); }
    void stop() { getrusage(RUSAGE_SELF, &end_); }

    // Members of a JSON object, without the braces.
    void print_json() const
    {
        std::printf("\"cpu_us\":%ld,\"user_us\":%ld,\"voluntary_switches\":%ld,\"involuntary_switches\":%ld,"
                    "\"minor_faults\":%ld,\"major_faults\":%ld,\"max_rss_kib\":%ld",
                    user_us() + microseconds(end_.ru_stime) - microseconds(begin_.ru_stime), user_us(),
                    end_.ru_nvcsw - begin_.ru_nvcsw, end_.ru_nivcsw - begin_.ru_nivcsw,
                    end_.ru_minflt - begin_.ru_minflt, end_.ru_majflt - begin_.ru_majflt, end_.ru_maxrss);
    }

private:
    static long microseconds(const timeval& time) { return time.tv_sec * 1'000'000 + time.tv_usec; }
    long user_us() const { return microseconds(end_.ru_utime) - microseconds(begin_.ru_utime); }

    rusage begin_{};
    rusage end_{};
};
