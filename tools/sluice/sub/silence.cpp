#include "tools/sluice/sub/silence.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

#include "base/text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

// The public half lies beside the secret one.
std::string public_file(const std::string& key_file) {
    constexpr std::string_view ending = "_secret";
    return key_file.ends_with(ending) ? key_file.substr(0, key_file.size() - ending.size()) : key_file;
}

std::string explain_refusal(const Silence& silence, const std::string& at) {
    const bool keyed = !silence.key_file.empty();
    switch (silence.link.refused) {
        case Refusal::key:
            return text::cat("the publisher at ", at, " refuses our key; put ", printable(public_file(silence.key_file), 120),
                             " into the folder of its clients, or use a key that lies there");
        case Refusal::mechanism:
            if (keyed) return text::cat("the publisher at ", at, " has no curve: it does not encrypt; leave --key and --server-key away if that is meant");
            return text::cat("the publisher at ", at, " wants a key (curve); add --key FILE --server-key FILE, sluice keys NAME makes a pair");
        case Refusal::kind:
            return text::cat(at, " hangs up; name a zmq sink, for a zmq_latest sink is asked and not subscribed to: python3 -m sluice ", at, " TOPIC --latest");
        case Refusal::broken:
        case Refusal::none: break;
    }
    if (keyed)
        return text::cat("somebody listens at ", at, " and ends the handshake; is it a zmq sink, not zmq_latest, and is ", printable(silence.server_key_file, 120),
                         " the public key it has now?");
    return text::cat("somebody listens at ", at, " and refuses us; is it sluice, and does it want a key (curve)?");
}

std::string explain_link(const Silence& silence) {
    const std::string at = printable(silence.endpoint, 120);
    const LinkWatch& link = silence.link;
    if (link.refused != Refusal::none) return explain_refusal(silence, at);
    if (link.connected) return text::cat("somebody listens at ", at, " and does not speak ZeroMQ; is the port right?");
    if (link.unknown_host) return text::cat(at, ": no host of that name is found; check the name, or write its IP address");
    if (link.was_linked) return text::cat("the publisher at ", at, " has gone; waiting for its return");
    return text::cat("nobody listens at ", at, "; is sluice running there?");
}

std::string list_of(const StatReport& stat) {
    std::vector<std::string> names;
    for (const TopicReport& report : stat.topics) {
        if (names.size() == 8) {
            names.emplace_back("...");
            break;
        }
        names.push_back(printable(report.topic, 60));
    }
    return text::join(names, ", ");
}

// fornt/event/ where there is front/jpeg/: its name is wrong, and its kind is not.
std::string near_name(const StatReport& stat, const std::string& topic) {
    const auto slash = topic.find('/');
    std::vector<std::string> names;
    for (const TopicReport& report : stat.topics) names.push_back(report.topic.substr(0, report.topic.find('/')));
    const std::string near = text::nearest(topic.substr(0, slash), names);
    return near.empty() || near == topic.substr(0, slash) ? std::string() : near + topic.substr(slash);
}

std::string explain_absence(const Silence& silence) {
    const StatReport& stat = *silence.stat;
    if (stat.topics.empty()) return "linked, and the publisher there has no topic; its sink needs a from";
    if (silence.topic.empty()) return text::cat("linked, and no topic there carries frames; there are: ", list_of(stat));
    // `front` is compared with the names before the kind, front/jpg/ with whole topics.
    const bool name_alone = silence.topic.find('/') == std::string::npos;
    std::vector<std::string> known;
    for (const TopicReport& report : stat.topics)
        known.push_back(name_alone ? report.topic.substr(0, report.topic.find('/')) : report.topic);
    std::string near = text::nearest(silence.topic, known);
    if (near.empty() && !name_alone) near = near_name(stat, silence.topic);
    // front/raw/ where there is front/jpeg/: not near by its letters, but it is what was meant.
    const std::string name = silence.topic.substr(0, silence.topic.find('/') + 1);
    for (const TopicReport& report : stat.topics)
        if (near.empty() && !name_alone && report.topic.starts_with(name)) near = report.topic;
    const std::string asked = printable(silence.topic, 120);
    if (!near.empty()) return text::cat("linked, but there is no topic ", asked, "; did you mean ", printable(near, 60), "?");
    return text::cat("linked, but there is no topic ", asked, "; there are: ", list_of(stat));
}

std::string source_of(const TopicReport& report) { return printable(report.src.empty() ? report.topic : report.src, 60); }
std::string since_of(const TopicReport& report) {
    return report.since_us > 0 ? " since " + clock_text(report.since_us) : std::string();
}
std::string why_of(const TopicReport& report) { return report.why.empty() ? std::string() : ": " + printable(report.why); }

std::string explain_state(const TopicReport& report) {
    const std::string name = source_of(report), since = since_of(report);
    static constexpr std::array told = {"offline", "stalled", "starting", "ended"};
    if (std::find(told.begin(), told.end(), report.state) != told.end()) return present_state(report);
    if (!report.why.empty()) return text::cat("linked, and ", name, " is online", since, why_of(report));
    if (report.fps > 0 && report.fps < 0.5)
        return text::cat("linked, and ", name, " is online with a frame every ", text::number(1 / report.fps), " s; wait for the next");
    std::string drops;
    for (const auto& [reason, count] : report.drops)
        if (count > 0 && drops.size() < 200) drops += text::cat(drops.empty() ? "; dropped there: " : ", ", count, ' ', printable(reason, 40));
    return text::cat("linked, and ", name, " is online", since, ", yet no frame of ", printable(report.topic, 60),
                     " arrives; a filter before it may drop them, or the link is too slow", drops);
}

}  // namespace

std::string explain(const Silence& silence) {
    if (!silence.link.linked) return explain_link(silence);
    if (silence.stat == nullptr)
        return "linked, but nothing comes, not even sluice/stat/; is it sluice that publishes there?";
    if (const TopicReport* report = silence.stat->find(silence.topic)) return explain_state(*report);
    if (const TopicReport* report = silence.stat->find_companion(silence.topic))
        return silence.topic.ends_with("/event/") ? std::string() : explain_state(*report);
    return explain_absence(silence);
}

std::string explain_unknown(const Silence& silence) {
    if (!silence.stat || silence.topic.empty() || silence.topic == "sluice/stat/") return {};
    const bool known = silence.topic.find('/') == std::string::npos
                           ? std::ranges::any_of(silence.stat->topics, [&](const auto& report) { return report.topic.starts_with(silence.topic + "/"); })
                           : silence.stat->find(silence.topic) || silence.stat->find_companion(silence.topic);
    return known ? std::string() : explain_absence(silence);
}

std::string present_state(const TopicReport& report) {
    return text::cat(source_of(report), " is ", printable(report.state, 20), since_of(report), why_of(report));
}

std::string clock_text(std::int64_t wall_us) {
    const auto seconds = static_cast<std::time_t>(wall_us / 1'000'000);
    std::tm parts{};
    std::array<char, 32> out{};
    if (localtime_r(&seconds, &parts) == nullptr || std::strftime(out.data(), out.size(), "%H:%M:%S", &parts) == 0) return "?";
    return out.data();
}

}  // namespace sluice::tool
