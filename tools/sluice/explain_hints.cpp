#include "tools/sluice/explain_hints.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "config/param_set.hpp"
#include "tools/sluice/explain_words.hpp"

namespace sluice::tool {

namespace {

constexpr double megabyte = 1e6;
constexpr double slow_network = 3 * megabyte, fast_network = 20 * megabyte;  // a second; of a WLAN

// tcp://, and neither to this machine itself.
bool is_remote(std::string_view endpoint) {
    if (!endpoint.starts_with("tcp://")) return false;
    const std::string_view host = endpoint.substr(6);
    return !host.starts_with("127.") && !host.starts_with("localhost:") && !host.starts_with("[::1]");
}

bool is_offered_to_others(const config::Node& node) {
    if (!node.entry || !node.params) return false;
    const std::vector<Param> params = config::params_of(*node.entry);
    const auto takes_bind = [](const Param& param) { return std::string_view(param.name) == "bind" && param.kind == ParamKind::text; };
    if (std::ranges::none_of(params, takes_bind)) return false;
    for (std::size_t i = 0; i < node.params->count("bind"); ++i)
        if (is_remote(node.params->text("bind", i))) return true;
    return false;
}

}  // namespace

std::vector<Hint> hints(const Plan& plan, const Explanation& explanation) {
    std::vector<Hint> all;
    for (std::size_t i = 0; i < plan.links.size(); ++i) {
        const PlannedLink& link = plan.links[i];
        const Explanation::Link& told = explanation.links[i];
        // An estimate is not enough to warn of what may just fit.
        if (told.bytes_per_second <= (told.exact ? slow_network : fast_network) || !is_offered_to_others(plan.nodes[link.to])) continue;
        all.push_back({plan.nodes[link.to].name,
                       text::cat(link.name, ": ", ExplainWords::bandwidth(told.bytes_per_second, told.exact),
                                 " per subscriber; a WLAN carries 3 to 20: take mjpeg from the camera, a smaller size, or fewer frames")});
    }
    return all;
}

}  // namespace sluice::tool
