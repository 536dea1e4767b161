#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "peer_json.hpp"

namespace sluice::zmq_sink_parts {

/// Whole numbers of sluice's own are below this, so that every language reads them exactly.
inline constexpr std::uint64_t end_of_whole = std::uint64_t{1} << 53;

/// Letters, digits, - and _. [any thread]
[[nodiscard]] bool is_word_character(char c) noexcept;
/// By the config's rule for names: [A-Za-z][A-Za-z0-9_-]{0,31}. [any thread]
[[nodiscard]] bool is_name(std::string_view text) noexcept;

/// Reads the keys of an object that must be there; remembers the first that is missing or wrong.
class Fields {
public:
    explicit Fields(JsonValue object) noexcept : object_(object) {}

    [[nodiscard]] bool has(std::string_view key) const noexcept { return object_[key].exists(); }
    [[nodiscard]] std::uint64_t whole(std::string_view key, std::uint64_t most = end_of_whole - 1);
    /// Pixels of one side.
    [[nodiscard]] std::uint32_t side(std::string_view key);
    /// Microseconds: a whole number whose amount is below 2^53.
    [[nodiscard]] std::int64_t instant(std::string_view key);
    [[nodiscard]] double number(std::string_view key);
    [[nodiscard]] bool flag(std::string_view key);
    [[nodiscard]] std::string text(std::string_view key, std::size_t longest);
    [[nodiscard]] std::string name(std::string_view key);

    /// "seq is no whole number from 0 to ..."; empty: all were well.
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

private:
    void blame(std::string_view key, std::string_view what);

    JsonValue object_;
    std::string fault_;
};

}  // namespace sluice::zmq_sink_parts
