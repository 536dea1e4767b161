#include "plugin/inspection.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>

#include "base/text.hpp"
#include "plugin/elf_shape.hpp"
#include "plugin/library.hpp"
#include "plugin/owner_check.hpp"

namespace sluice::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view node_prefix = ".sluice.node.";

std::string marker(const Stamp& stamp) {
    return text::cat(".sluice.", stamp.major, ".", stamp.minor, ".", stamp.build);
}

// A name as it can be printed; it may come from a damaged file.
std::string printable(std::string_view name) {
    std::string out(name.substr(0, 80));
    std::ranges::replace_if(
        out, [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

// Takes the node type of a section's name, or says why that is none.
std::optional<Refusal> take_type(Inspection& seen, std::string_view section) {
    auto type = node_type_in(section.substr(node_prefix.size()));
    if (!type || !is_type_name(type->name))
        return Refusal{seen.file, text::cat("its section ", printable(section), " names no node type"),
                       "write SLUICE_TYPE(filter, \"name\") with a name of small letters, digits and _"};
    if (std::ranges::find(seen.types, *type) == seen.types.end()) seen.types.push_back(std::move(*type));
    return std::nullopt;
}

// Reads stamp and types; the refusal is about what cannot be understood.
std::optional<Refusal> read_marks(Inspection& seen, const Stamp& host) {
    std::optional<Stamp> found;
    std::optional<Refusal> odd;
    for (const std::string& section : section_names(seen.file)) {
        if (section.starts_with(node_prefix)) {
            if (auto refusal = take_type(seen, section); refusal && !odd) odd = std::move(refusal);
        } else if (auto stamp = stamp_in(section)) {
            if (found && *found != *stamp && !odd)
                odd = Refusal{seen.file,
                              text::cat("has two stamps, ", printable(marker(*found)), " and ", printable(section)),
                              "compile all of it with the same sluice headers and options"};
            found = std::move(stamp);
        }
    }
    std::ranges::sort(seen.types);
    if (!found)
        return Refusal{seen.file, text::cat("is not a sluice plugin: it has no section ", marker(host)),
                       "end its code with SLUICE_FILTER or SLUICE_PLUGIN, or take it out of the plugin path"};
    seen.stamp = *found;
    return odd;
}

std::optional<Refusal> check_stamp(const Inspection& seen, const Stamp& host) {
    Stamp plugin = seen.stamp;
    plugin.build = printable(plugin.build);
    auto [what, next] = compare_stamps(plugin, host);
    if (what.empty()) return std::nullopt;
    return Refusal{seen.file, std::move(what), std::move(next)};
}

// Whoever may write to the folder of a link chooses what it leads to, so both folders count.
std::optional<Refusal> check_owners(const std::string& named, const std::string& file, uid_t user) {
    if (auto refusal = check_owner(file, user)) return refusal;
    if (auto refusal = check_folder_owner(file, user)) return refusal;
    if (fs::path(named).parent_path() == fs::path(file).parent_path()) return std::nullopt;
    auto refusal = check_folder_owner(named, user);
    if (refusal) refusal->file = file;
    return refusal;
}

std::optional<Refusal> judge(Inspection& seen, const std::string& named, uid_t user, const Stamp& host) {
    if (auto refusal = check_elf_shape(seen.file)) return refusal;
    // Who may write comes after the names only so that a refused plugin's types are known.
    if (auto refusal = read_marks(seen, host)) return refusal;
    if (auto refusal = check_owners(named, seen.file, user)) return refusal;
    if (auto refusal = check_stamp(seen, host)) return refusal;
    if (seen.types.empty())
        return Refusal{seen.file, "names no node type", "write SLUICE_TYPE(filter, \"name\") for each of its entries"};
    return std::nullopt;
}

}  // namespace

Inspection inspect(const std::string& file, uid_t user, const Stamp& host) {
    Inspection seen;
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    const std::string named = fs::absolute(file).lexically_normal().string();
    seen.file = error ? named : real.string();
    try {
        seen.refused = judge(seen, named, user, host);
    } catch (const std::exception& problem) {
        seen.refused = Refusal{seen.file, text::cat("is damaged: its sections cannot be read (", problem.what(), ")"),
                               "copy or build it again"};
    }
    return seen;
}

}  // namespace sluice::plugin
