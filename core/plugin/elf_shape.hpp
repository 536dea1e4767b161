#pragma once

#include <optional>
#include <string>

#include "plugin/refusal.hpp"

namespace sluice::plugin {

/// Is that file a whole ELF shared library, as far as its headers tell? Boost.DLL believes every
/// offset it reads (and walks off the end of a name table without a final zero), the dynamic linker
/// every segment (a truncated one is a SIGBUS), so this comes before both. Reads a few hundred
/// bytes. [start]
[[nodiscard]] std::optional<Refusal> check_elf_shape(const std::string& file);

}  // namespace sluice::plugin
