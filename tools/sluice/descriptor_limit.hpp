#pragma once

namespace sluice::tool {

/// Lets this process open as many files and connections as it may: each subscriber takes one, and cameras must not go short
/// of them. [start, before any thread]
void raise_descriptor_limit() noexcept;

}  // namespace sluice::tool
