#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "tools/sluice/check_options.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/load.hpp"

namespace sluice::tool {

namespace {

std::string counted(const config::Config& config, NodeKind kind) {
    const auto count = std::count_if(config.nodes.begin(), config.nodes.end(),
                                     [kind](const config::Node& node) { return node.kind == kind; });
    return text::cat(count, ' ', name_of(kind), count == 1 ? "" : "s");
}

}  // namespace

int check_command(const CheckOptions& options) {
    const std::optional<Loaded> loaded = load({options.files, options.overrides, options.plugin_paths, options.log});
    if (!loaded) return exit_wrong;
    const config::Config& config = loaded->config;
    std::cout << text::join(options.files, " + ") << ": fine: " << counted(config, NodeKind::source) << ", "
              << counted(config, NodeKind::filter) << ", " << counted(config, NodeKind::sink) << '\n';
    return exit_done;
}

}  // namespace sluice::tool
