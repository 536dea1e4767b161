#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <sluice/plugin.hpp>

#include "plugin/loaded_plugin.hpp"

namespace sluice::plugin {

/// Checks the tables of an opened library and copies them into this host's layout. Tables of an
/// older minor version are shorter, never longer.
class PluginReader {
public:
    PluginReader(const Inspection& seen, const PluginInfo* info) : seen_(seen), info_(info) {}

    /// Fills `into`, or says what is wrong. [start]
    [[nodiscard]] std::optional<Refusal> read(LoadedPlugin& into);

private:
    [[nodiscard]] std::string info_mistake() const;
    [[nodiscard]] std::string take_entry(std::size_t index, LoadedPlugin& into) const;
    [[nodiscard]] std::string take_params(NodeEntry& entry, LoadedPlugin& into) const;
    [[nodiscard]] std::optional<Refusal> compare_types(const LoadedPlugin& plugin) const;

    const Inspection& seen_;
    const PluginInfo* info_;
};

}  // namespace sluice::plugin
