#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sluice/params.hpp>

#include "block_pool.hpp"

namespace sluice::replay {

/// No picture is longer; what claims to be is passed over.
inline constexpr std::size_t most_bytes = 64 * 1024 * 1024;

/// What reading the next picture came to.
struct Reading {
    enum class Kind : std::uint8_t { picture, skipped, end };
    Kind kind = Kind::end;
    std::size_t size = 0;     ///< of a picture; its bytes are what the pool handed memory for last
    const char* reason = "";  ///< of something skipped, for the counters
    std::string line;         ///< of something skipped, for the log; empty: nothing to say
};

/// Recorded pictures, one after the other.
class Reader {
public:
    virtual ~Reader() = default;

    virtual Reading read(BlockPool& pool) = 0;
    virtual void rewind() = 0;
    /// Of the first picture, 0x0 where it cannot be told. Before the first read().
    [[nodiscard]] virtual Size first_size() = 0;
};

}  // namespace sluice::replay
