#include <iostream>
#include <utility>

#include "graph/plan.hpp"
#include "tools/sluice/doctor/doctor.hpp"
#include "tools/sluice/doctor/finding_text.hpp"
#include "tools/sluice/doctor/sink_check.hpp"
#include "tools/sluice/doctor_options.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/load.hpp"

namespace sluice::tool {

int doctor_command(const DoctorOptions& options) {
    Findings findings;
    if (options.files.empty()) {
        configure_log(options.log);
        findings = examine(this_machine());
    } else {
        std::optional<Loaded> loaded = load({options.files, options.overrides, options.plugin_paths, options.log});
        if (!loaded) return exit_wrong;
        const Plan plan = make_plan(std::move(loaded->config));
        const Machine machine = this_machine();
        findings = examine(machine, plan);
        if (loaded->control) check_address(machine, "process.control", *loaded->control, findings);
    }
    if (options.json) std::cout << findings_json(findings) << '\n';
    else std::cout << findings_text(findings);
    return any_wrong(findings) ? exit_failed : exit_done;
}

}  // namespace sluice::tool
