#include "access.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// Whether it may be read is known only to the user who will run this.
bool is_absent(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) != 0 && errno == ENOENT;
}

}  // namespace

std::optional<CurveFiles> curve_of(const Params& params) {
    if (!params.has("curve")) return std::nullopt;
    CurveFiles files;
    for (std::size_t i = 0; i < params.count("curve"); ++i)
        (params.key("curve", i) == "key" ? files.key : files.clients) = params.text("curve", i);
    return files;
}

void check_access(const Params& params, Complaints& complaints) {
    const auto curve = curve_of(params);
    for (std::size_t i = 0; i < params.count("bind"); ++i) {
        const std::string text(params.text("bind", i));
        Endpoint endpoint;
        if (const auto fault = parse_endpoint(text, endpoint))
            complaints.add("bind", fault->what, fault->next);
        else if (!is_local(endpoint) && !params.boolean("insecure") && !curve)
            complaints.add("bind", text + " can be reached from other machines, and anybody there could watch",
                           "bind tcp://127.0.0.1:" + endpoint.port +
                               ", add curve: { key: FILE, clients: FOLDER }, or write insecure: true if that is meant");
    }
    if (curve && params.boolean("insecure"))
        complaints.add("insecure", "true means nothing beside curve, where the keys alone decide who may watch", "leave insecure away, or curve if anybody may watch");
    if (curve && curve->key.empty())
        complaints.add("curve", "key is missing, the file with this side's secret key", "sluice keys NAME makes one");
    if (curve && curve->clients.empty())
        complaints.add("curve", "clients is missing, the folder with the public keys of who may watch",
                       "without it nobody could");
    else if (curve && is_absent(curve->clients))
        complaints.add("curve", "no folder " + curve->clients, "make it, and put the .key file of each client into it");
}

}  // namespace sluice::zmq_sink_parts
