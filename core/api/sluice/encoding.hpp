#pragma once

#include <cstdint>

#include <sluice/params.hpp>

namespace sluice {

/// How a picture that a filter made becomes a JPEG, once a sink wants its bytes.
struct Encoding {
    std::uint32_t quality = 0;    ///< 1..100; 0: the camera's own tables, so that size and look stay (85 for raw cameras)
    std::uint64_t most_bytes = 0; ///< with a budget, quality is lowered until it fits; 0: no bound
    friend bool operator==(const Encoding&, const Encoding&) = default;
};

/// The parameter every filter has that publishes pictures: `quality: 80`, `quality: camera`.
constexpr Param quality_param() {
    return Param::whole("quality", "of the JPEGs it makes, 1 to 100; camera: as the camera's own")
        .word("camera")
        .fallback("camera")
        .between("1", "100");
}

/// What was written for quality_param(). [any thread]
inline Encoding encoding_of(const Params& params) {
    Encoding encoding;
    if (params.kind("quality") == ParamKind::whole) encoding.quality = static_cast<std::uint32_t>(params.whole("quality"));
    return encoding;
}

}  // namespace sluice
