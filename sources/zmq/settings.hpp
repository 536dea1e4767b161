#pragma once

#include <string>

namespace sluice::upstream {

/// Where frames are taken from, as the config says it.
struct Settings {
    std::string address;  ///< "tcp://pi-front:5555"
    std::string topic;    ///< "front/jpeg/"
    std::string key;      ///< file with our own keys; empty: without CURVE
    std::string server;   ///< file with the public key of the other side

    [[nodiscard]] bool has_keys() const noexcept { return !key.empty(); }
    [[nodiscard]] std::string name() const { return topic.substr(0, topic.find('/')); }
    /// "front at tcp://pi-front:5555", for sentences.
    [[nodiscard]] std::string place() const { return name() + " at " + address; }
};

}  // namespace sluice::upstream
