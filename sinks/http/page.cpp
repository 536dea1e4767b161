#include <array>
#include <cstdio>
#include <utility>

#include "page_files.hpp"
#include "site_facts.hpp"

namespace sluice::http_sink_parts {

namespace {

// A browser opens six connections to one server: more endless pictures would leave none for anything else.
constexpr std::size_t most_live = 4;

using Values = std::initializer_list<std::pair<std::string_view, std::string>>;

std::string_view file(std::string_view name) {
    for (const tool::PageFile& each : tool::page_files())
        if (each.name == name) return each.text;
    return {};
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else out += c;
    }
    return out;
}

// The template with each {{name}} replaced by its value, which is HTML.
std::string fill(std::string_view text, const Values& values) {
    std::string out;
    for (;;) {
        const auto begin = text.find("{{");
        const auto end = begin == std::string_view::npos ? begin : text.find("}}", begin);
        if (end == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, begin));
        const std::string_view name = text.substr(begin + 2, end - begin - 2);
        for (const auto& [key, value] : values)
            if (key == name) out += value;
        text.remove_prefix(end + 2);
    }
}

std::string span_text(Clock::duration time) {
    const auto seconds = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count(), 0);
    if (seconds < 60) return std::to_string(seconds) + " s";
    if (seconds < 3600) return std::to_string(seconds / 60) + " min";
    if (seconds < 48 * 3600) return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
    return std::to_string(seconds / 86400) + " days";
}

std::string figures(const InputFacts& input) {
    std::string text;
    if (input.width() > 0) text = std::to_string(input.width()) + " × " + std::to_string(input.height());
    if (input.fps() > 0) {
        std::array<char, 32> rate{};
        std::snprintf(rate.data(), rate.size(), "%.1f", input.fps());
        text += (text.empty() ? "" : " · ") + std::string(rate.data()) + " fps";
    }
    return text;
}

std::string picture(const InputFacts& input, bool live) {
    if (input.raw()) return "<p class=\"none\">" + escaped(raw_sentence(input)) + "</p>";
    const std::string name = escaped(input.name);
    std::string size;
    if (input.width() > 0) size = " width=\"" + std::to_string(input.width()) + "\" height=\"" + std::to_string(input.height()) + "\"";
    return fill(file(live ? "live.html" : "still.html"), {{"name", name}, {"size", size}});
}

std::string card(const InputFacts& input, bool live, Clock::time_point now) {
    const InputStatus& status = input.status;
    const bool dated = status.since != Clock::time_point{};
    return fill(file("card.html"), {{"name", escaped(input.name)},
                                    {"picture", picture(input, live)},
                                    {"state", std::string(name_of_state(status.state))},
                                    {"since", dated ? "for " + span_text(now - status.since) : ""},
                                    {"figures", figures(input)},
                                    {"why", escaped(status.why)}});
}

}  // namespace

std::string raw_sentence(const InputFacts& input) {
    return input.name + " delivers " + std::string(name_of(input.format())) + ", which no browser shows; put a `transcode` filter before this page";
}

std::string page_html(const SiteFacts& facts, Clock::time_point now) {
    std::string cards;
    std::size_t live = 0;
    for (const InputFacts& input : facts.inputs) cards += card(input, input.raw() || live++ < most_live, now);
    const std::string people = std::to_string(facts.clients.now) + " of " + std::to_string(facts.most_clients) + " connections";
    return fill(file("page.html"), {{"host", escaped(facts.host)},
                                    {"node", escaped(facts.node)},
                                    {"alone", facts.inputs.size() == 1 ? " alone" : ""},
                                    {"cards", std::move(cards)},
                                    {"connections", people},
                                    {"version", SLUICE_VERSION}});
}

}  // namespace sluice::http_sink_parts
