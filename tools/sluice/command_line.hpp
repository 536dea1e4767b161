#pragma once

#include <optional>
#include <variant>

#include "tools/sluice/check_options.hpp"
#include "tools/sluice/control_options.hpp"
#include "tools/sluice/devices_options.hpp"
#include "tools/sluice/doctor_options.hpp"
#include "tools/sluice/explain_options.hpp"
#include "tools/sluice/keys_options.hpp"
#include "tools/sluice/new_plugin_options.hpp"
#include "tools/sluice/nodes_options.hpp"
#include "tools/sluice/run_options.hpp"
#include "tools/sluice/sub_options.hpp"

namespace sluice::tool {

using Command = std::variant<RunOptions, CheckOptions, ExplainOptions, NodesOptions, DevicesOptions, DoctorOptions, SubOptions, ControlOptions,
                             KeysOptions, NewPluginOptions>;

/// What the user typed.
struct CommandLine {
    std::optional<Command> command;  ///< absent: help, version or a mistake, and it has been told
    int exit_status = 0;             ///< where there is no command
};

/// Reads the command line; prints help and the version on stdout, what is wrong on stderr. [start]
CommandLine read_command_line(int argc, const char* const* argv);

}  // namespace sluice::tool
