#pragma once

namespace sluice::tool {

/// What the program tells the shell.
enum ExitStatus : int {
    exit_done = 0,
    exit_failed = 1,  ///< it failed while running
    exit_wrong = 2,   ///< the command line or the config is wrong; nothing was started
};

}  // namespace sluice::tool
