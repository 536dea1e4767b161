#include <cstdio>
#include <exception>
#include <string>
#include <type_traits>
#include <variant>

#include "base/log.hpp"
#include "base/threads.hpp"
#include "tools/sluice/command_line.hpp"
#include "tools/sluice/descriptor_limit.hpp"
#include "tools/sluice/exit_status.hpp"

namespace {

int dispatch(const sluice::tool::Command& command) {
    using namespace sluice::tool;
    return std::visit(
        [](const auto& options) {
            using Options = std::decay_t<decltype(options)>;
            if constexpr (std::is_same_v<Options, RunOptions>) return run_command(options);
            if constexpr (std::is_same_v<Options, CheckOptions>) return check_command(options);
            if constexpr (std::is_same_v<Options, ExplainOptions>) return explain_command(options);
            if constexpr (std::is_same_v<Options, NodesOptions>) return nodes_command(options);
            if constexpr (std::is_same_v<Options, DevicesOptions>) return devices_command(options);
            if constexpr (std::is_same_v<Options, DoctorOptions>) return doctor_command(options);
            if constexpr (std::is_same_v<Options, SubOptions>) return sub_command(options);
            if constexpr (std::is_same_v<Options, ControlOptions>) return control_command(options);
            if constexpr (std::is_same_v<Options, KeysOptions>) return keys_command(options);
            if constexpr (std::is_same_v<Options, NewPluginOptions>) return new_plugin_command(options);
        },
        command);
}

}  // namespace

int main(int argc, char** argv) {
    sluice::prepare_memory();
    sluice::tool::raise_descriptor_limit();
    try {
        const sluice::tool::CommandLine line = sluice::tool::read_command_line(argc, argv);
        if (!line.command) return line.exit_status;
        const int status = dispatch(*line.command);
        // A full disk or a closed pipe behind stdout must not look like success.
        if (std::fflush(stdout) != 0 && status == sluice::tool::exit_done) return sluice::tool::exit_failed;
        return status;
    } catch (const std::exception& error) {
        sluice::log::error({}, error.what());
        return sluice::tool::exit_failed;
    }
}
