#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/client/stat.hpp>

// Why nothing comes over a link that stands, from what the publisher says of itself.
namespace sluice::client::fields {

/// Text of a stranger, fit for a terminal and a log: one line, nothing that moves the cursor.
[[nodiscard]] inline std::string printable(std::string_view text, std::size_t longest = 200) {
    std::string out;
    for (const char c : text.substr(0, longest)) out += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
    return text.size() > longest ? out + "..." : out;
}

[[nodiscard]] inline std::string name_of(std::string_view topic) { return std::string(topic.substr(0, topic.find('/'))); }
[[nodiscard]] inline bool begins(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }
[[nodiscard]] inline bool ends(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// So many letters to add, leave out or change make one of the other.
[[nodiscard]] inline std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t corner = row[0]++;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, corner + (from[i] == to[j] ? 0 : 1)});
            corner = above;
        }
    }
    return row.back();
}

/// The topic there that was meant; empty: none is near.
[[nodiscard]] inline std::string near_topic(const Stat& stat, const std::string& asked) {
    const std::string name = name_of(asked).substr(0, 64);
    const StatTopic* best = nullptr;
    std::size_t least = name.size() < 4 ? 2 : std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const StatTopic& topic : stat.topics) {
        const std::size_t far = distance(name, name_of(topic.topic).substr(0, 64));
        if (far >= least) continue;
        least = far;
        best = &topic;
    }
    return best ? best->topic : std::string();
}

/// Frames of it come, or notes and events ride beside them.
[[nodiscard]] inline const StatTopic* find_topic(const Stat& stat, const std::string& asked) {
    for (const StatTopic& topic : stat.topics)
        if (begins(topic.topic, asked)) return &topic;
    if (!ends(asked, "/notes/") && !ends(asked, "/event/")) return nullptr;
    for (const StatTopic& topic : stat.topics)
        if (name_of(topic.topic) == name_of(asked)) return &topic;
    return nullptr;
}

[[nodiscard]] inline std::string explain_absence(const Stat& stat, const std::string& asked) {
    if (stat.topics.empty()) return "linked, and the publisher there has no topic; its sink needs a from";
    const std::string start = "linked, but there is no topic " + printable(asked, 120) + "; ";
    if (const std::string near = near_topic(stat, asked); !near.empty()) return start + "did you mean " + printable(near, 60) + "?";
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(stat.topics.size(), 8); ++i) names += (i > 0 ? ", " : "") + printable(stat.topics[i].topic, 60);
    return start + "there are: " + names + (stat.topics.size() > 8 ? ", ..." : "");
}

[[nodiscard]] inline std::string explain_state(const StatTopic& topic) {
    const std::string who = "linked, and " + printable(topic.src.empty() ? topic.topic : topic.src, 60) + " is " + printable(topic.state, 20);
    if (!topic.why.empty()) return who + ": " + printable(topic.why);
    if (topic.state != "online") return who + "; wait for its frames";
    if (topic.fps > 0 && topic.fps < 0.5) return who + " with a frame every " + std::to_string(std::lround(1 / topic.fps)) + " s; wait for the next";
    return who + ", yet no frame of " + printable(topic.topic, 60) + " arrives; a filter before it may drop them, or the link is too slow";
}

}  // namespace sluice::client::fields

namespace sluice::client {

/// `topics`: what was asked for. `long_silent`: also what is there should have come by now. Empty: nothing is wrong that is known.
[[nodiscard]] inline std::string explain_silence(const std::vector<std::string>& topics, const Stat& stat, bool long_silent) {
    const auto of_frames = [](const std::string& topic) { return !fields::begins(topic, "sluice/"); };
    for (const std::string& topic : topics)
        if (of_frames(topic) && !fields::find_topic(stat, topic)) return fields::explain_absence(stat, topic);
    if (!long_silent) return {};
    for (const std::string& topic : topics)  // an event comes when something happens, and no sooner
        if (of_frames(topic) && !fields::ends(topic, "/event/")) return fields::explain_state(*fields::find_topic(stat, topic));
    return {};
}

}  // namespace sluice::client
