#include "situation.hpp"

#include <algorithm>
#include <chrono>

#include "link_fault.hpp"

namespace sluice::upstream {

namespace {

using namespace std::chrono_literals;
using zmq_sink_parts::WireStat;
using zmq_sink_parts::WireStatTopic;
using State = Verdict::State;

constexpr auto patience = 2s;
constexpr auto stat_is_late = 3s;  // it comes each second
constexpr std::size_t most_named = 8;
constexpr std::size_t longest_why = 300;

// What others send may hold anything; this goes to logs and terminals.
std::string printable(std::string_view text) {
    std::string out(text.substr(0, longest_why));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
    return out;
}

std::string explain_absence(const Settings& settings, const WireStat& stat) {
    if (stat.topics.empty()) return "linked to " + settings.address + ", and its sink has no topic; it needs a from";
    const std::string prefix = settings.name() + "/";
    std::string names, same;
    for (std::size_t i = 0; i < std::min(stat.topics.size(), most_named); ++i) names += (i > 0 ? ", " : "") + printable(stat.topics[i].topic);
    if (stat.topics.size() > most_named) names += ", ...";
    for (const WireStatTopic& topic : stat.topics)
        if (topic.topic.starts_with(prefix)) same = printable(topic.topic);
    const std::string start = "linked to " + settings.address + ", but there is no topic " + settings.topic + "; ";
    return same.empty() ? start + "there are: " + names : start + "did you mean " + same + "?";
}

Verdict judge_topic(const Settings& settings, const WireStatTopic& topic) {
    const std::string why = topic.why.empty() ? "" : ": " + printable(topic.why);
    if (topic.state == "offline") return {State::offline, settings.place() + why};
    if (topic.state == "ended") return {State::offline, settings.place() + " has ended" + why};
    if (topic.state == "starting") return {State::offline, settings.place() + " is still starting"};
    if (topic.state == "stalled") return {State::stalled, settings.place() + why};
    return {State::online, {}};
}

// Before its first frame a sink may guess the kind wrong.
const WireStatTopic* find_unborn(const WireStat& stat, const std::string& prefix) {
    const auto found = std::ranges::find_if(
        stat.topics, [&](const WireStatTopic& topic) { return topic.topic.starts_with(prefix) && topic.epoch == 0 && topic.state != "online"; });
    return found == stat.topics.end() ? nullptr : &*found;
}

}  // namespace

const WireStatTopic* find_topic(const std::optional<LastStat>& stat, const std::string& topic) {
    if (!stat) return nullptr;
    const auto found = std::ranges::find(stat->stat.topics, topic, &WireStatTopic::topic);
    return found == stat->stat.topics.end() ? nullptr : &*found;
}

Verdict judge(const Situation& now_known, Clock::time_point now) {
    const auto& [settings, link, stat, heard] = now_known;
    const bool patient = now - link.since < patience;
    if (!link.linked) return patient ? Verdict{} : Verdict{State::offline, explain_link(settings, link)};
    const auto last = std::max(link.since, stat ? stat->at : Clock::time_point{});
    if (now - last > stat_is_late) {
        // Others may publish by the same format without telling how they are.
        if (now - heard <= stat_is_late) return {State::online, {}};
        if (!stat) return {State::offline, "linked to " + settings.address + ", but nothing comes, not even sluice/stat/; is it sluice that publishes there?"};
        return {State::offline, "linked to " + settings.address + ", and nothing comes any more; look at that machine and the network"};
    }
    if (!stat) return {};
    if (const WireStatTopic* topic = find_topic(stat, settings.topic)) {
        const Verdict verdict = judge_topic(settings, *topic);
        return topic->state == "starting" && patient ? Verdict{} : verdict;
    }
    if (const WireStatTopic* topic = find_unborn(stat->stat, settings.name() + "/")) {
        const Verdict verdict = judge_topic(settings, *topic);
        return topic->state == "starting" && patient ? Verdict{} : verdict;
    }
    return {State::offline, explain_absence(settings, stat->stat)};
}

}  // namespace sluice::upstream
