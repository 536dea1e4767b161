#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sluice/client/fields.hpp>
#include <sluice/client/planes.hpp>

namespace sluice::client {

enum class Kind { jpeg, raw, notes, event, stat };

/// What is known of a frame, as sinks/zmq/WIRE.md tells it. Texts are as sent: print none to a terminal unseen.
struct Header {
    std::string src;    ///< the camera
    std::string codec;  ///< "jpeg", "yuyv", ...
    std::uint64_t seq = 0;    ///< counts from 0 in each epoch; a gap is a loss on the way here
    std::uint64_t epoch = 0;  ///< one unbroken run of the source
    std::int64_t ts_us = 0;   ///< capture, CLOCK_MONOTONIC of the camera's machine
    std::int64_t wall_us = 0;  ///< the same instant, since 1970
    std::uint32_t width = 0, height = 0;  ///< pixels
    std::size_t size = 0;                 ///< bytes of the payload
    std::optional<std::uint64_t> cam_seq;    ///< the camera's own count; a gap is a loss before sluice
    std::optional<std::uint64_t> src_epoch;  ///< of a relayed frame: the camera's epoch
    std::string boot;      ///< of a relayed frame: the boot id of the machine whose clock ts_us is; empty: not told
    bool orig = false;     ///< byte for byte what the camera sent
    std::vector<Plane> planes;  ///< of a raw picture; each lies within the payload, and holds all rows
    bool notes_left_out = false;
    nlohmann::json notes = nlohmann::json::object();  ///< what filters found
};

/// The header of a frame with so many bytes of payload; nothing where it is none, says something else than came, or has a codec
/// that this client does not know.
[[nodiscard]] inline std::optional<Header> read_header(Kind kind, const nlohmann::json& json, std::size_t payload_size) {
    const auto seq = fields::whole(json, "seq"), epoch = fields::whole(json, "epoch"), size = fields::whole(json, "size");
    const auto ts = fields::whole(json, "ts_us"), wall = fields::whole(json, "wall_us");
    const auto width = fields::pixels(json, "w"), height = fields::pixels(json, "h");
    if (!seq || !epoch || !ts || !wall || !width || !height || !size || *size != payload_size) return std::nullopt;
    Header out;
    out.src = fields::text(json, "src");
    out.codec = fields::text(json, "codec");
    const auto rows = fields::rows_of(out.codec, *width, *height);
    if (out.src.empty() || !rows) return std::nullopt;
    if (kind == Kind::notes ? payload_size != 0 : payload_size == 0 || *width == 0 || *height == 0) return std::nullopt;
    if (kind != Kind::notes && (kind == Kind::jpeg) != rows->empty()) return std::nullopt;
    if (kind == Kind::raw) {
        auto planes = fields::planes(json, *rows, payload_size);
        if (!planes) return std::nullopt;
        out.planes = std::move(*planes);
    }
    out.seq = *seq;
    out.epoch = *epoch;
    out.ts_us = static_cast<std::int64_t>(*ts);
    out.wall_us = static_cast<std::int64_t>(*wall);
    out.width = *width;
    out.height = *height;
    out.size = payload_size;
    out.cam_seq = fields::whole(json, "cam_seq");
    out.src_epoch = fields::whole(json, "src_epoch");
    out.boot = fields::text(json, "boot");
    out.orig = fields::truth(json, "orig");
    out.notes_left_out = fields::truth(json, "notes_left_out");
    if (const auto notes = json.find("notes"); notes != json.end() && notes->is_object()) out.notes = *notes;
    return out;
}

}  // namespace sluice::client
