#include "message_header.hpp"

#include <array>
#include <charconv>
#include <concepts>

#include <nlohmann/json.hpp>

namespace sluice::zmq_sink_parts {

namespace {

void put(std::string& out, std::string_view key, std::integral auto value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(key).append(digits.data(), end);
}

// Names of another sluice were checked by whoever received them; a text that is none must not break the JSON all the
// same.
void put_name(std::string& out, std::string_view name) {
    for (const char c : name) out += c >= ' ' && c <= '~' && c != '"' && c != '\\' ? c : '_';
}

void put_origin(std::string& out, const Origin& origin) {
    put(out, ",\"src_epoch\":", origin.epoch);
    if (origin.boot.empty()) return;
    out.append(",\"boot\":\"");
    put_name(out, origin.boot);
    out += '"';
}

void put_planes(std::string& out, const Planes& planes) {
    out += ",\"planes\":[";
    for (std::size_t i = 0; i < planes.count; ++i) {
        if (i > 0) out += ',';
        put(out, "[", planes.plane[i].offset);
        put(out, ",", planes.plane[i].stride);
        put(out, ",", planes.plane[i].rows);
        out += ']';
    }
    out += ']';
}

// 0.9f as 0.9, not as 0.8999999761581421: a header of many boxes would be twice as long.
double shortest(float value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    double same = value;
    std::from_chars(text.data(), end, same);
    return same;
}

nlohmann::json to_json(const Box& box) {
    nlohmann::json json = {
        {"x", shortest(box.x)}, {"y", shortest(box.y)}, {"w", shortest(box.width)}, {"h", shortest(box.height)}};
    if (!box.label.empty()) json["label"] = box.label;
    json["score"] = shortest(box.score);
    if (box.id != 0) json["id"] = box.id;
    return json;
}

nlohmann::json to_json(const std::vector<Box>& boxes) {
    nlohmann::json json = nlohmann::json::array();
    for (const Box& box : boxes) json.push_back(to_json(box));
    return json;
}

void put_notes(std::string& out, const Notes& notes) {
    nlohmann::json json;
    for (const Notes::Entry& entry : notes)
        std::visit(
            [&](const auto& value) {
                if constexpr (std::same_as<std::decay_t<decltype(value)>, std::vector<Box>>)
                    json[entry.first] = to_json(value);
                else
                    json[entry.first] = value;
            },
            entry.second);
    const std::string text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    constexpr std::string_view key = ",\"notes\":";
    if (out.size() + key.size() + text.size() + 1 > most_header_bytes)
        out.append(",\"notes_left_out\":true");
    else
        out.append(key).append(text);
}

}  // namespace

void write_header(std::string& out, const FrameInfo& info, const Notes& notes, const HeaderFacts& facts) {
    const bool relayed = !info.origin.source.empty();
    out.assign("{\"v\":1,\"src\":\"");
    put_name(out, relayed ? info.origin.source : info.source);
    put(out, "\",\"seq\":", facts.seq);
    put(out, ",\"epoch\":", info.epoch);
    put(out, ",\"ts_us\":", relayed ? info.origin.captured.count() : microseconds(info.captured));
    put(out, ",\"wall_us\":", relayed ? info.origin.wall.count() : facts.wall_us);
    out.append(",\"codec\":\"").append(name_of(info.format));
    put(out, "\",\"w\":", info.width);
    put(out, ",\"h\":", info.height);
    put(out, ",\"size\":", facts.size);
    put(out, ",\"cam_seq\":", info.sequence);
    out.append(info.original ? ",\"orig\":true" : ",\"orig\":false");
    if (relayed) put_origin(out, info.origin);
    if (info.planes.count > 0 && facts.size > 0) put_planes(out, info.planes);
    if (!notes.empty()) put_notes(out, notes);
    out += '}';
}

}  // namespace sluice::zmq_sink_parts
