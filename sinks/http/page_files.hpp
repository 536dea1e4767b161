#pragma once

#include <span>
#include <string_view>

namespace sluice::tool {

/// A file of the page, as it was when this was built.
struct PageFile {
    std::string_view name;
    std::string_view text;
};

[[nodiscard]] std::span<const PageFile> page_files() noexcept;

}  // namespace sluice::tool
