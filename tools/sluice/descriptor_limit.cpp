#include "tools/sluice/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace sluice::tool {

namespace {

// More connections than any machine with cameras has; beyond it some systems say a thousand million.
constexpr rlim_t enough = 65'536;

}  // namespace

void raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t wanted = std::min(limit.rlim_max, enough);
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace sluice::tool
