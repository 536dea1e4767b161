#pragma once

#include <cstddef>

/// What must be equal on both sides of the gate for C++ objects to cross it: the architecture, the
/// C++ library with its ABI flag, and sanitizers. Neither sluice's own version nor the compiler's is
/// part of it, so that an upgrade does not refuse everybody's plugins.

#define SLUICE_API_MAJOR 1
#define SLUICE_API_MINOR 3

#if defined(__x86_64__)
#define SLUICE_STAMP_ARCH "x86_64"
#elif defined(__aarch64__)
#define SLUICE_STAMP_ARCH "aarch64"
#elif defined(__arm__)
#define SLUICE_STAMP_ARCH "arm"
#elif defined(__i386__)
#define SLUICE_STAMP_ARCH "i386"
#elif defined(__riscv)
#define SLUICE_STAMP_ARCH "riscv"
#else
#error "sluice: name this architecture in stamp.hpp"
#endif

#if defined(_LIBCPP_VERSION)
#define SLUICE_STAMP_LIBRARY "libcxx"
#elif defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI
#define SLUICE_STAMP_LIBRARY "libstdcxx-cxx11"
#else
#define SLUICE_STAMP_LIBRARY "libstdcxx-old"
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLUICE_STAMP_SANITIZER "asan"
#elif __has_feature(thread_sanitizer)
#define SLUICE_STAMP_SANITIZER "tsan"
#endif
#endif
#if !defined(SLUICE_STAMP_SANITIZER)
#if defined(__SANITIZE_ADDRESS__)
#define SLUICE_STAMP_SANITIZER "asan"
#elif defined(__SANITIZE_THREAD__)
#define SLUICE_STAMP_SANITIZER "tsan"
#else
#define SLUICE_STAMP_SANITIZER "plain"
#endif
#endif

#define SLUICE_TEXT_(x) #x
#define SLUICE_TEXT(x) SLUICE_TEXT_(x)
#define SLUICE_STAMP SLUICE_STAMP_ARCH "." SLUICE_STAMP_LIBRARY "." SLUICE_STAMP_SANITIZER
