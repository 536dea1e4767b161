#include <optional>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/stop_signals.hpp"
#include "tools/sluice/sub/session.hpp"
#include "tools/sluice/sub_options.hpp"

namespace sluice::tool {

int sub_command(const SubOptions& options) {
    configure_log(options.log);
    const StopSignals stop;
    std::optional<Session> session;
    try {
        session.emplace(options, stop.fd());
    } catch (const Error& error) {
        log::error({}, error.what());
        return exit_wrong;
    }
    return session->run();
}

}  // namespace sluice::tool
