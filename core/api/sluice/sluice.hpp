#pragma once

/// Everything a node may use.
#include <sluice/entry.hpp>
#include <sluice/error.hpp>
#include <sluice/plugin.hpp>
