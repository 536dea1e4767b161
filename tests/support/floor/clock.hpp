#pragma once

#include <cstdint>
#include <ctime>

inline std::int64_t now_us(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}
