#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sluice/plugin.hpp>

#include "plugin/inspection.hpp"
#include "plugin/refusal.hpp"
#include "plugin/trial.hpp"

namespace sluice::plugin {

/// A library that was opened and found to be what its sections promised. Its entries are copies in
/// this host's layout, whatever older minor version the plugin was built with: fields it does not
/// know have their defaults. Never unloaded.
class LoadedPlugin {
public:
    /// Runs the plugin's static constructors, in a child process first. `seen` passed inspect().
    /// [start]
    [[nodiscard]] static std::variant<LoadedPlugin, Refusal> load(const Inspection& seen,
                                                                  std::chrono::milliseconds patience = trial_patience);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The entry of that type or nullptr; lives as long as this.
    [[nodiscard]] const NodeEntry* find(const NodeType& type) const noexcept;

private:
    friend class PluginReader;

    std::string name_;
    std::deque<std::vector<Param>> params_;  // what the entries point at: never moved once filled
    std::deque<NodeEntry> entries_;
};

}  // namespace sluice::plugin
