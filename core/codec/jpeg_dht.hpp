#pragma once

#include <cstddef>
#include <span>

namespace sluice {

/// The segment that defines the four Huffman tables of ITU T.81 K.3, as tables 0 (luma) and 1 (chroma): 420 bytes.
/// Cameras that send "MJPEG" of the AVI kind leave it out, for each decoder of those knows it. [any thread]
[[nodiscard]] std::span<const std::byte> standard_dht() noexcept;

/// Where standard_dht() belongs in a baseline JPEG that defines no Huffman table before its first scan: in front of
/// the scan's header (ITU T.81 B.2.4: tables may stand there; where cameras with tables have them). 0: it needs none,
/// or is of a kind whose tables are not these: progressive, arithmetic, lossless. [any thread]
[[nodiscard]] std::size_t find_missing_dht(std::span<const std::byte> jpeg) noexcept;

/// Writes the JPEG with the tables inserted, in one pass; gives the bytes written: jpeg.size() + standard_dht().size().
/// `to` has room for as many, and is not the JPEG's own memory. [any thread]
std::size_t copy_with_dht(std::span<const std::byte> jpeg, std::size_t at, std::span<std::byte> to) noexcept;

}  // namespace sluice
