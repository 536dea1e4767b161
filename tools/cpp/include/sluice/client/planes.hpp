#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/client/fields.hpp>

namespace sluice::client {

/// Where one plane of a raw picture lies in the payload, in bytes.
struct Plane {
    std::size_t offset = 0;  ///< from the start of the payload
    std::size_t stride = 0;  ///< from one row to the next
    std::size_t rows = 0;
};

namespace fields {

struct Rows {
    std::uint64_t bytes = 0, count = 0;
};

/// What the planes of a codec need at least; nothing for one that this client does not know, no planes for jpeg.
[[nodiscard]] inline std::optional<std::vector<Rows>> rows_of(std::string_view codec, std::uint64_t w, std::uint64_t h) {
    const std::uint64_t half_w = (w + 1) / 2, half_h = (h + 1) / 2;
    if (codec == "jpeg") return std::vector<Rows>{};
    if (codec == "yuyv" || codec == "uyvy") return std::vector<Rows>{{4 * half_w, h}};
    if (codec == "nv12" || codec == "nv21") return std::vector<Rows>{{w, h}, {2 * half_w, half_h}};
    if (codec == "i420") return std::vector<Rows>{{w, h}, {half_w, half_h}, {half_w, half_h}};
    if (codec == "gray") return std::vector<Rows>{{w, h}};
    if (codec == "bgr24" || codec == "rgb24") return std::vector<Rows>{{3 * w, h}};
    return std::nullopt;
}

/// Of a raw picture; nothing where one of them is smaller than the picture, or leaves the payload.
[[nodiscard]] inline std::optional<std::vector<Plane>> planes(const nlohmann::json& header, const std::vector<Rows>& needed, std::size_t size) {
    const auto list = header.find("planes");
    if (list == header.end() || !list->is_array() || list->size() != needed.size()) return std::nullopt;
    std::vector<Plane> out;
    for (std::size_t i = 0; i < needed.size(); ++i) {
        const nlohmann::json& entry = (*list)[i];
        if (!entry.is_array() || entry.size() < 3) return std::nullopt;
        const auto offset = whole(entry[0]), stride = whole(entry[1]), rows = whole(entry[2]);
        if (!offset || !stride || !rows || *offset > size || *stride < needed[i].bytes || *rows < needed[i].count) return std::nullopt;
        if (*rows != 0 && *stride > (size - *offset) / *rows) return std::nullopt;
        out.push_back({static_cast<std::size_t>(*offset), static_cast<std::size_t>(*stride), static_cast<std::size_t>(*rows)});
    }
    return out;
}

}  // namespace fields
}  // namespace sluice::client
