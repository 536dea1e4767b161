#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/format.hpp>

namespace sluice::record {

/// What the name of a recorded file says: 20261122T101500.123Z-000042.jpg, and before the extension -1,
/// -2 where that name was taken.
struct FileName {
    std::int64_t milliseconds = 0;  ///< of capture, since 1970, UTC
    std::uint64_t sequence = 0;
    std::uint32_t clash = 0;  ///< 0: none
    Format format = Format::jpeg;

    [[nodiscard]] std::string text() const;
};

/// Only names that text() could have given: nothing else in the folder is ours.
[[nodiscard]] std::optional<FileName> parse_file_name(std::string_view text);

}  // namespace sluice::record
