#include "zmq_source.hpp"

#include <memory>
#include <string>

#include "address.hpp"
#include "relay_source.hpp"

namespace sluice {

namespace {

using namespace upstream;

constexpr Param params[] = {
    Param::text("connect", "where the other sluice publishes: tcp://pi-front:5555, ipc:///run/sluice/front.ipc").must(),
    Param::text("topic", "what to take from there: front/jpeg/ or front/raw/; front alone means front/jpeg/").must(),
    Param::map("curve", "keys: our own, made by sluice keys, and the other side's public one", "key:file|server:file"),
};

Settings settings_of(const Params& p) {
    Settings settings;
    settings.address = p.text("connect");
    (void)read_topic(p.text("topic"), settings.topic);
    for (std::size_t i = 0; i < p.count("curve"); ++i) (p.key("curve", i) == "key" ? settings.key : settings.server) = p.text("curve", i);
    return settings;
}

void check(const Params& p, Complaints& complaints) {
    std::string topic;
    if (const auto fault = fault_of_address(p.text("connect"))) complaints.add("connect", fault->what, fault->next);
    if (const auto fault = read_topic(p.text("topic"), topic)) complaints.add("topic", fault->what, fault->next);
    const Settings settings = settings_of(p);
    if (p.count("curve") == 0) return;
    if (settings.key.empty()) complaints.add("curve", "it lacks our own keys", "write key: FILE beside server; sluice keys NAME makes one");
    if (settings.server.empty()) complaints.add("curve", "it lacks the other side's public key", "write server: FILE beside key; copy the file NAME.key from there");
}

// Of raw pixels the format is known only there.
void promise(const Params& p, Promise& promised) {
    std::string topic;
    promised.format_known = !read_topic(p.text("topic"), topic) && topic.ends_with("/jpeg/");
}

constexpr NodeEntry make_entry() {
    NodeEntry entry = detail::entry(NodeKind::source, "zmq", "takes frames from another sluice, here or on another machine, and waits for one that is away", params);
    entry.make_source = [](const Params& p) -> std::unique_ptr<Source> { return std::make_unique<RelaySource>(settings_of(p)); };
    entry.check = check;
    entry.promise = promise;
    return entry;
}

}  // namespace

const NodeEntry zmq_source = make_entry();

}  // namespace sluice
