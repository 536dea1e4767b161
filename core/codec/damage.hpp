#pragma once

#include <sluice/error.hpp>

namespace sluice {

/// A picture nobody can open: the bytes are damaged, not the node that asked. The host drops the frame
/// and counts it as damaged, whatever `on_error` says.
class Damage : public Error {
public:
    using Error::Error;
};

}  // namespace sluice
