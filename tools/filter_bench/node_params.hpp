#pragma once

#include <memory>

#include <sluice/entry.hpp>

#include <sluice/bench/texts.hpp>

#include "config/param_set.hpp"

namespace sluice::bench {

/// The parameters of one node, read and checked as those of a config; throws Error with every mistake, a line each.
[[nodiscard]] std::shared_ptr<const config::ParamSet> read_params(const NodeEntry& entry, const Texts& texts);

}  // namespace sluice::bench
