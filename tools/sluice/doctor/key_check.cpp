#include "tools/sluice/doctor/key_check.hpp"

#include <string>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "sinks/zmq/client_keys.hpp"
#include "sinks/zmq/key_file.hpp"
#include "tools/sluice/doctor/camera_check.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

namespace parts = zmq_sink_parts;

Finding told(Mark mark, const std::string& where, const std::string& sentence) {
    Finding out{mark, where, "", "", {}};
    tell(out, printable(sentence, 400));
    return out;
}

void check_clients(const std::string& where, const std::string& folder, Findings& findings) {
    parts::ClientKeys keys(folder);
    for (const std::string& line : keys.take_complaints()) findings.push_back(told(Mark::note, where, line));
    if (keys.count() == 0)
        findings.push_back({Mark::note, where, text::cat(printable(folder, 200), " has no keys, so nobody can come in"), "put the .key file of each client there", {}});
    else
        findings.push_back({Mark::ok, where, text::cat("keys of ", keys.count(), keys.count() == 1 ? " client in " : " clients in ", printable(folder, 200)), "", {}});
}

/// One file or folder of `curve`, as the node will read it at the start.
void check_entry(const std::string& where, std::string_view key, const std::string& path, Findings& findings) {
    try {
        if (key == "clients") return check_clients(where, path, findings);
        static_cast<void>(parts::read_key_file(path, key == "key"));
        findings.push_back({Mark::ok, where, text::cat(key, " ", printable(path, 200), " can be used"), "", {}});
    } catch (const Error& error) {
        findings.push_back(told(Mark::wrong, where, error.what()));
    }
}

}  // namespace

Findings check_keys(const Plan& plan) {
    Findings out;
    for (const config::Node& node : plan.nodes) {
        if (!node.params || (node.type != "zmq" && node.type != "zmq_latest")) continue;
        const std::string where = text::cat(node.kind == NodeKind::source ? "sources." : "sinks.", node.name);
        for (std::size_t i = 0; i < node.params->count("curve"); ++i)
            check_entry(where, node.params->key("curve", i), std::string(node.params->text("curve", i)), out);
    }
    return out;
}

}  // namespace sluice::tool
