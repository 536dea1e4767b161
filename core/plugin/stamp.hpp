#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::plugin {

/// What one side of the gate was built for: the section `.sluice.<major>.<minor>.<stamp>` of a
/// plugin, or the host's own.
struct Stamp {
    unsigned major = 0, minor = 0;
    std::string build;  ///< architecture.library.sanitizer, see sluice/stamp.hpp

    friend bool operator==(const Stamp&, const Stamp&) = default;
};

[[nodiscard]] Stamp host_stamp();

/// The stamp in a section's name; nothing for other sections.
[[nodiscard]] std::optional<Stamp> stamp_in(std::string_view section);

/// Why the plugin's stamp does not fit the host's and what to do: {"", ""} where it fits.
struct StampMismatch {
    std::string what, next;
};
[[nodiscard]] StampMismatch compare_stamps(const Stamp& plugin, const Stamp& host);

}  // namespace sluice::plugin
