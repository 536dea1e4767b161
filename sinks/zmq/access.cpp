#include "access.hpp"

#include <string>

#include "endpoint.hpp"

namespace sluice::zmq_sink_parts {

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
    if (curve && curve->key.empty())
        complaints.add("curve", "key is missing, the file with this side's secret key", "sluice keys NAME makes one");
    if (curve && curve->clients.empty())
        complaints.add("curve", "clients is missing, the folder with the public keys of who may watch",
                       "without it nobody could");
}

}  // namespace sluice::zmq_sink_parts
