#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sluice/client/event.hpp>
#include <sluice/client/header.hpp>
#include <sluice/client/stat.hpp>

namespace sluice::client {

/// One message, read and checked. What belongs to its kind is set.
struct Message {
    std::string topic;  ///< "front/jpeg/"
    std::string name;   ///< "front"
    Kind kind = Kind::jpeg;
    std::optional<Header> frame;  ///< of jpeg, raw and notes
    std::optional<Event> event;
    std::optional<Stat> stat;
    nlohmann::json header;  ///< all of it, keys that this client does not know too
};

namespace fields {

[[nodiscard]] inline bool is_name(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (text.empty() || text.size() > 32 || !letter(text[0])) return false;
    for (const char c : text)
        if (!inner(c)) return false;
    return true;
}

[[nodiscard]] inline std::optional<Kind> kind_of(std::string_view word) {
    if (word == "jpeg") return Kind::jpeg;
    if (word == "raw") return Kind::raw;
    if (word == "notes") return Kind::notes;
    if (word == "event") return Kind::event;
    if (word == "stat") return Kind::stat;
    return std::nullopt;
}

}  // namespace fields

/// The three parts of a message, of the payload its size alone. Nothing where a reader passes over it: it breaks the rules of
/// WIRE.md, or is of a kind or version that this client does not know. Never throws for what was sent.
[[nodiscard]] inline std::optional<Message> read_message(std::string_view topic, std::string_view header, std::size_t payload_size) {
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || topic.back() != '/' || topic.size() < slash + 2) return std::nullopt;
    const std::string_view name = topic.substr(0, slash);
    const auto kind = fields::kind_of(topic.substr(slash + 1, topic.size() - slash - 2));
    if (!kind || !fields::is_name(name) || (name == "sluice") != (*kind == Kind::stat)) return std::nullopt;

    Message out;
    out.topic = topic;
    out.name = name;
    out.kind = *kind;
    out.header = fields::object_of(header);
    if (out.header.is_null()) return std::nullopt;
    const bool frame = *kind != Kind::event && *kind != Kind::stat;
    if (!frame && payload_size != 0) return std::nullopt;
    if (*kind == Kind::event) out.event = read_event(out.name, out.header);
    else if (*kind == Kind::stat) out.stat = read_stat(out.header);
    else out.frame = read_header(*kind, out.header, payload_size);
    if (!out.event && !out.stat && !out.frame) return std::nullopt;
    return out;
}

}  // namespace sluice::client
