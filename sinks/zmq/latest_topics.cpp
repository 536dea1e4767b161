#include "latest_topics.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "message_header.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::size_t most_shown = 60;   // bytes of what a client wrote
constexpr std::size_t most_listed = 20;  // topics in one answer

// How many letters have to be added, taken out or changed.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t before = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = before + (a[i] == b[j] ? 0 : 1);
            before = std::exchange(row[j + 1], std::min({changed, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

std::string quoted(std::string_view topic) {
    return "\"" + std::string(topic.substr(0, most_shown)) + (topic.size() > most_shown ? "..." : "") + "\"";
}

}  // namespace

void LatestTopics::add(std::string_view name) { lines_.push_back({std::string(name), std::nullopt}); }

bool LatestTopics::set_format(std::size_t input, Format format) {
    return std::exchange(lines_[input].format, format) != format;
}

std::string LatestTopics::name(std::size_t input, Format guess) const {
    const Line& line = lines_[input];
    return line.name + "/" + std::string(kind_of(line.format.value_or(guess))) + "/";
}

std::string LatestTopics::known_name(std::size_t input) const {
    const Line& line = lines_[input];
    return line.format ? name(input, *line.format) : line.name + "/";
}

LatestTopics::Found LatestTopics::find(std::string_view topic) const {
    const std::string_view name = topic.substr(0, topic.find('/'));
    const auto line = std::ranges::find(lines_, name, &Line::name);
    if (line == lines_.end()) return {std::nullopt, none(topic)};
    const std::string_view kind = topic.substr(name.size());
    const auto input = static_cast<std::size_t>(line - lines_.begin());
    if (kind.empty() || kind == "/") return {input, ""};
    if (kind != "/jpeg/" && kind != "/raw/") return {std::nullopt, none(topic)};
    if (line->format && topic != known_name(input))
        return {std::nullopt, line->name + " sends " + std::string(name_of(*line->format)) + "; ask for " + known_name(input)};
    return {input, ""};
}

std::string LatestTopics::none(std::string_view topic) const {
    std::string all;
    std::string nearest;
    std::size_t least = 4;  // letters; farther ones are no slip
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const std::string each = known_name(i);
        if (i < most_listed) all += (i > 0 ? ", " : "") + each;
        // Of one whose kind is not known the name alone has to be near.
        const std::string_view asked = topic.substr(0, std::min(lines_[i].format ? topic.size() : topic.find('/'), most_shown));
        const std::size_t far = distance(asked, lines_[i].format ? each : lines_[i].name);
        if (far < least) nearest = each, least = far;
    }
    if (lines_.size() > most_listed) all += ", ...";
    return "there is no topic " + quoted(topic) + "; " + (nearest.empty() ? "there" : "did you mean " + nearest + "? There") + " are: " + all +
           " and sluice/stat/";
}

}  // namespace sluice::zmq_sink_parts
