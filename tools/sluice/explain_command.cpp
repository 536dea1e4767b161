#include <iostream>
#include <utility>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/explain_dot.hpp"
#include "tools/sluice/explain_json.hpp"
#include "tools/sluice/explain_options.hpp"
#include "tools/sluice/explain_text.hpp"
#include "tools/sluice/load.hpp"

namespace sluice::tool {

int explain_command(const ExplainOptions& options) {
    std::optional<Loaded> loaded = load({options.files, options.overrides, options.plugin_paths, options.log});
    if (!loaded) return exit_wrong;
    const Plan plan = make_plan(std::move(loaded->config));
    const Explanation explanation = explain(plan);
    switch (options.format) {
        case ExplainOptions::Format::text: std::cout << explain_text(plan, explanation); break;
        case ExplainOptions::Format::dot: std::cout << explain_dot(plan, explanation); break;
        case ExplainOptions::Format::json: std::cout << explain_json(plan, explanation); break;
    }
    return exit_done;
}

}  // namespace sluice::tool
