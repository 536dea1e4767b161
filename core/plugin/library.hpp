#pragma once

#include <string>
#include <vector>

#include <sluice/error.hpp>

namespace boost::dll {
class shared_library;
}

namespace sluice::plugin {

// All that is used of Boost.DLL, so that its headers stay in library.cpp.

/// The names of an ELF file's sections, read without running any of its code. Only for files that
/// passed check_elf_shape(); throws std::exception, bad_alloc included, for damage. [start]
[[nodiscard]] std::vector<std::string> section_names(const std::string& file);

/// A plugin's own code threw while it was loaded. Whether that gets as far as here, or ends the process inside the
/// loader, is up to how the frames between were compiled: the trial tells of both in the same words.
class StaticConstructorThrew : public Error {
public:
    using Error::Error;
};

/// Opens a shared library with all its symbols bound and none of them given to others, and keeps it
/// for good: objects it made, and the tables it declared, may be anywhere. Throws Error with the
/// dynamic linker's words. [start]
class Library {
public:
    explicit Library(const std::string& file);

    /// The address of a symbol or nullptr; lives as long as the process.
    [[nodiscard]] const void* find(const char* symbol) const;

private:
    const boost::dll::shared_library* library_;  // lives as long as the process
};

}  // namespace sluice::plugin
