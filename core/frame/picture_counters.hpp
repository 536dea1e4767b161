#pragma once

#include <atomic>
#include <cstdint>

namespace sluice {

/// What was done to the pictures of one source. [any thread]
struct PictureCounters {
    std::atomic<std::uint64_t> decodes = 0;        ///< pictures opened for their pixels
    std::atomic<std::uint64_t> later_decodes = 0;  ///< of these, again: for a wish nobody knew of at the first
    std::atomic<std::uint64_t> encodes = 0;        ///< drawn pictures made into JPEGs
    std::atomic<std::uint64_t> block_reads = 0;    ///< JPEGs read for their coefficients
    std::atomic<std::uint64_t> block_writes = 0;   ///< edited coefficients made into JPEGs
    std::atomic<std::uint64_t> damaged = 0;        ///< pictures nobody could open
};

}  // namespace sluice
