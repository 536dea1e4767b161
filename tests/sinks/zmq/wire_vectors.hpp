#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace sluice::test {

/// One file of sinks/zmq/vectors, as WIRE.md describes them.
struct WireVector {
    std::string name;
    std::vector<std::string> parts;
    nlohmann::json reads;   ///< null: a reader passes over it
    bool malformed = false;
    bool writes = false;
};

inline std::string from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0, held = 0;
    for (const char c : text.substr(0, text.find('='))) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) throw std::runtime_error("no base64");
        bits = bits << 6 | static_cast<unsigned>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xff);
    }
    return bytes;
}

/// All of them; throws where a file is none.
inline std::vector<WireVector> wire_vectors(const std::filesystem::path& folder) {
    std::vector<WireVector> vectors;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        const auto json = nlohmann::json::parse(file);
        WireVector& vector = vectors.emplace_back();
        vector.name = entry.path().stem().string();
        for (const auto& part : json.at("parts"))
            vector.parts.push_back(part.is_string() ? part.get<std::string>() : from_base64(part.at("base64").get<std::string>()));
        if (json.contains("reads") == json.contains("ignored")) throw std::runtime_error(vector.name + " is neither read nor ignored, or both");
        vector.reads = json.value("reads", nlohmann::json());
        vector.malformed = json.value("malformed", false);
        vector.writes = json.at("writes");
    }
    return vectors;
}

}  // namespace sluice::test
