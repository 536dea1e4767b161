#include "link_fault.hpp"

#include <string_view>

namespace sluice::upstream {

namespace {

// The public half lies beside the secret one.
std::string public_file(const std::string& key_file) {
    constexpr std::string_view ending = "_secret";
    return key_file.ends_with(ending) ? key_file.substr(0, key_file.size() - ending.size()) : "the public one of " + key_file;
}

std::string explain_refusal(const Settings& settings, Refusal refusal) {
    const std::string& at = settings.address;
    switch (refusal) {
        case Refusal::none: break;
        case Refusal::no_zmq: return "somebody listens at " + at + " and does not speak ZeroMQ; is the port right?";
        case Refusal::key: return at + " refuses our key; put " + public_file(settings.key) + " into the folder of its clients there";
        case Refusal::mechanism:
            return settings.has_keys() ? at + " answers without keys, and curve: is written here; write it there too, or connect to what has them"
                                       : at + " wants a key; write curve: { key: FILE, server: FILE }";
        case Refusal::kind: return at + " hangs up; connect to a zmq sink, for a zmq_latest sink is asked and not subscribed to";
        case Refusal::unexplained:
            return settings.has_keys() ? "somebody listens at " + at + " and breaks off; is it a zmq sink, not zmq_latest, and is " + settings.server + " its public key?"
                                       : "somebody listens at " + at + " and breaks off; is it sluice, and does it want a key (curve)?";
    }
    return {};
}

}  // namespace

std::string explain_link(const Settings& settings, const LinkState& link) {
    if (link.refusal != Refusal::none) return explain_refusal(settings, link.refusal);
    if (link.connected) return "somebody listens at " + settings.address + " and says nothing; is the port right, and is that program well?";
    if (link.unknown_host) return settings.address + ": no host of that name is found; check the name, or write its IP address";
    if (link.was_linked) return "sluice at " + settings.address + " has gone; waiting for its return";
    return "nobody listens at " + settings.address + "; is sluice running there?";
}

}  // namespace sluice::upstream
