#include "zap_request.hpp"

#include <zmq.h>

#include <cstdint>

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::size_t longest_part = 255;
constexpr std::size_t key_bytes = 32;

}  // namespace

std::optional<ZapRequest> parse_zap_request(const std::vector<std::string>& parts) {
    enum { version, id, domain, address, identity, mechanism, credentials, count };
    if (parts.size() != count) return std::nullopt;
    for (const std::string& part : parts)
        if (part.size() > longest_part) return std::nullopt;
    if (parts[version] != "1.0" || parts[mechanism] != "CURVE" || parts[credentials].size() != key_bytes) return std::nullopt;
    std::array<char, key_bytes * 5 / 4 + 1> text{};
    if (!zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(parts[credentials].data()), key_bytes)) return std::nullopt;
    return ZapRequest{parts[id], parts[domain], parts[address], text.data()};
}

std::array<std::string, 6> zap_reply(const std::string& id, const std::string& user) {
    if (user.empty()) return {"1.0", id, "400", "key not allowed", "", ""};
    return {"1.0", id, "200", "OK", user, ""};
}

}  // namespace sluice::zmq_sink_parts
