// The sections without the symbol, as a version script that hides everything leaves them.
#include "idle_filter.hpp"

SLUICE_TYPE(filter, "no_symbol");
SLUICE_SECTION(".sluice." SLUICE_TEXT(SLUICE_API_MAJOR) "." SLUICE_TEXT(SLUICE_API_MINOR) "." SLUICE_STAMP);
