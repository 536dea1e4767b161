#pragma once

#include <sluice/unique_fd.hpp>

#include "address.hpp"

namespace sluice::http_sink_parts {

/// A bound socket that connections come to.
class Listener {
public:
    /// Throws Error where that address cannot be had.
    explicit Listener(const Address& address);

    [[nodiscard]] int fd() const noexcept { return fd_.get(); }
    /// With the port that was found where 0 was asked for.
    [[nodiscard]] const Address& bound() const noexcept { return bound_; }
    /// The next connection, ready to be used without blocking; -1: none waits. Throws Error where the system has
    /// no room for one.
    [[nodiscard]] UniqueFd accept() const;

private:
    UniqueFd fd_;
    Address bound_;
};

}  // namespace sluice::http_sink_parts
