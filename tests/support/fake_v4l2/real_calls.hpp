#pragma once

#include <dlfcn.h>
#include <sys/types.h>

#include <atomic>
#include <cstdlib>

// The C library's own versions of the functions this library puts itself in front of.
namespace fake_v4l2::real {

template <typename Function>
Function* find(const char* name)
{
    void* const found = dlsym(RTLD_NEXT, name);
    if (!found)
        std::abort();
    return reinterpret_cast<Function*>(found);
}

// Looked up at the first call, without the lock a function's static variable would take: a sanitizer's runtime
// calls mmap before its own locks work.
template <typename Function>
class Call {
public:
    explicit constexpr Call(const char* name) : name_(name) {}

    template <typename... Arguments>
    auto operator()(Arguments... arguments)
    {
        Function* function = function_.load(std::memory_order_relaxed);
        if (!function) {
            function = find<Function>(name_);
            function_.store(function, std::memory_order_relaxed);
        }
        return function(arguments...);
    }

private:
    const char* const name_;
    std::atomic<Function*> function_ = nullptr;
};

inline constinit Call<int(int, const char*, int, ...)> openat{"openat"};
inline constinit Call<int(const char*, int)> access{"access"};
inline constinit Call<int(int)> close{"close"};
inline constinit Call<int(int)> dup{"dup"};
inline constinit Call<int(int, unsigned long, ...)> ioctl{"ioctl"};
inline constinit Call<void*(void*, std::size_t, int, int, int, off64_t)> mmap{"mmap64"};
inline constinit Call<long(long, ...)> syscall{"syscall"};

}  // namespace fake_v4l2::real
