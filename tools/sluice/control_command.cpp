#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "tools/sluice/control/control_client.hpp"
#include "tools/sluice/control_options.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {

namespace {

constexpr auto patience = std::chrono::seconds(3);  // more than the other side has with its camera

std::string endpoint_of(const ControlOptions& options) {
    if (!options.endpoint.empty()) return options.endpoint;
    const char* set = std::getenv("SLUICE_CONTROL");
    return set && *set ? set : "ipc:///run/sluice/control";
}

void print(const ControlReply& reply, const ControlOptions& options) {
    if (options.json) {
        std::cout << reply_text(reply, options.values.empty() && !options.node.empty()) << '\n';
        return;
    }
    for (const std::string& node : reply.nodes) std::cout << printable(node) << '\n';
    if (!options.values.empty() || !reply.error.empty()) {
        for (const ControlState& state : reply.now) std::cout << printable(state.name) << ": " << printable(state.value) << '\n';
        return;
    }
    if (reply.now.empty()) return;
    Table table({"NAME", "VALUE", "TAKES"});
    for (const ControlState& state : reply.now)
        table.add({printable(state.name), printable(state.value), state.takes.empty() ? "(read only)" : printable(state.takes, 400)});
    std::cout << table.text();
}

}  // namespace

int control_command(const ControlOptions& options) {
    configure_log(options.log);
    try {
        const ControlReply reply = ask_control(endpoint_of(options), {options.node, options.values}, patience);
        print(reply, options);
        if (reply.error.empty()) return exit_done;
        log::error(printable(options.node), printable(reply.error, 1000));
    } catch (const Error& error) {
        log::error({}, error.what());
    }
    return exit_failed;
}

}  // namespace sluice::tool
