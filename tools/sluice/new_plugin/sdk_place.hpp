#pragma once

#include <string>

namespace sluice::tool {

/// Where this program and its SDK are, as one has to type it.
struct SdkPlace {
    std::string program;     ///< "sluice" where the shell finds it, else its whole path
    std::string cmake_hint;  ///< " -D CMAKE_PREFIX_PATH=...", empty where CMake finds the package by itself
    bool is_there = false;   ///< its CMake package is
};

/// [start]
[[nodiscard]] SdkPlace find_sdk();

}  // namespace sluice::tool
