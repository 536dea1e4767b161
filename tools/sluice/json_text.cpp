#include "tools/sluice/json_text.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace sluice::tool {

std::string json_quoted(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string json_number(double value) {
    if (!std::isfinite(value)) return "0";
    return nlohmann::json(std::round(value * 1000) / 1000).dump();
}

JsonObject& JsonObject::add_json(std::string_view key, std::string_view json) {
    if (!members_.empty()) members_ += ',';
    members_ += json_quoted(key);
    members_ += ':';
    members_ += json;
    return *this;
}

}  // namespace sluice::tool
