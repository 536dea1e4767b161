#pragma once

#include <optional>

#include <sluice/log.hpp>

#include "base/log.hpp"

namespace sluice::tool {

/// What the command line says about the log; what it leaves out, the config may say.
struct LogOptions {
    std::optional<Level> level;
    std::optional<log::Shape> shape;
};

/// The command line alone decides: for the commands that read no config. [start]
inline void configure_log(const LogOptions& options) {
    log::configure(options.level.value_or(Level::info), options.shape.value_or(log::Shape::text));
}

}  // namespace sluice::tool
