#pragma once

#include <memory>

#include "codec/codec.hpp"

namespace sluice::bench {

/// One for the process, as in the program: its memory is taken once, however many benches a test makes.
[[nodiscard]] const std::shared_ptr<Codec>& shared_codec();

}  // namespace sluice::bench
