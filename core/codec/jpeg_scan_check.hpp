#pragma once

#include <cstddef>
#include <span>

namespace sluice {

/// Walks over every marker of a JPEG, those in its scans too, and gives the size up to and including EOI; 0 where a
/// marker is not where ITU T.81 B.2 has it: a segment that is longer than what is left, a second frame header, a scan
/// of what the frame does not have, a component without a scan, a restart marker that is missing, one too many or out
/// of its turn, any other marker in the scan. Several scans (progressive) and fill bytes are taken. What lies between
/// the markers is not decoded: a damage that hits no marker is not seen.
///
/// Reads every byte: 3 to 20 µs for 100 KB on a desktop, where check_jpeg() takes 0.02. Reads nothing beyond `jpeg`.
/// [any thread]
[[nodiscard]] std::size_t check_jpeg_markers(std::span<const std::byte> jpeg) noexcept;

}  // namespace sluice
