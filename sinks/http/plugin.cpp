#include <sluice/plugin.hpp>

#include "http_sink.hpp"

SLUICE_TYPE(sink, "http");
SLUICE_PLUGIN("http", &sluice::http_sink);
