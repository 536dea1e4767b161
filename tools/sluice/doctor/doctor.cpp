#include "tools/sluice/doctor/doctor.hpp"

#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "graph/explanation.hpp"
#include "sources/v4l2/usb_tree.hpp"
#include "tools/sluice/doctor/bandwidth_check.hpp"
#include "tools/sluice/doctor/camera_check.hpp"
#include "tools/sluice/doctor/configured_camera.hpp"
#include "tools/sluice/doctor/key_check.hpp"
#include "tools/sluice/doctor/machine_check.hpp"
#include "tools/sluice/doctor/sink_check.hpp"

namespace sluice::tool {

namespace {

void add(Findings& out, Findings more) { out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); }

void check_memory(const Machine& machine, const Explanation& explanation, Findings& out) {
    const auto free = available_memory(machine);
    const double most = explanation.most_memory();
    if (!free || most <= 0) return;
    Finding found{Mark::ok, "memory", text::cat("frames take at most ", text::byte_count(most), " of ", text::byte_count(*free), " available"), "", {}};
    if (most > *free) found.mark = Mark::wrong;
    else if (most > 0.8 * *free) found.mark = Mark::note;
    if (found.mark != Mark::ok) found.next = "sluice explain FILE says what takes it; smaller sizes, fewer buffers and shorter queues take less";
    out.push_back(std::move(found));
}

/// Filters whose plugin is absent, and that the config lets be absent.
void check_filters(const Plan& plan, Findings& out) {
    for (const config::Node& node : plan.nodes)
        if (!node.entry)
            out.push_back({Mark::note, "filters." + node.name, text::cat("no plugin offers ", node.type, ": frames pass it unchanged"),
                           "sluice nodes lists what there is", {}});
}

}  // namespace

Findings examine(const Machine& machine) {
    const std::vector<v4l2::Camera> nodes = v4l2::list_cameras(machine.survey);
    Findings out = check_cameras(machine, nodes);
    add(out, check_buses(v4l2::usb_buses(machine.survey.sys), nodes));
    add(out, check_machine(machine, nodes));
    return out;
}

Findings examine(const Machine& machine, const Plan& plan) {
    const std::vector<v4l2::Camera> nodes = v4l2::list_cameras(machine.survey);
    Findings out;
    const std::vector<ConfiguredCamera> cameras = find_configured(machine, config::Config{plan.nodes}, nodes, out);
    for (const ConfiguredCamera& camera : cameras)
        if (camera.camera && camera.mode)
            out.push_back({Mark::ok, camera.where, text::cat(camera.camera->node, ": ", v4l2::mode_text(*camera.mode)), "", {}});
    add(out, check_bandwidth(v4l2::usb_buses(machine.survey.sys), cameras, nodes));
    check_filters(plan, out);
    const Explanation explanation = explain(plan);
    add(out, check_sinks(machine, plan, explanation));
    add(out, check_keys(plan));
    check_memory(machine, explanation, out);
    return out;
}

}  // namespace sluice::tool
