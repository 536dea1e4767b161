#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::zmq_sink_parts {

/// A value in a peer's JSON, or the absence of one; lives as long as its PeerJson. Asked for another kind than it is,
/// it gives nothing.
class JsonValue {
public:
    [[nodiscard]] bool exists() const noexcept { return node_ != nullptr; }
    [[nodiscard]] bool is_null() const noexcept;
    [[nodiscard]] bool is_object() const noexcept;
    [[nodiscard]] bool is_list() const noexcept;

    [[nodiscard]] std::optional<bool> flag() const noexcept;
    /// A whole number from 0 to `most`, written without fraction or exponent.
    [[nodiscard]] std::optional<std::uint64_t> whole(std::uint64_t most) const noexcept;
    /// A whole number that 64 bits hold.
    [[nodiscard]] std::optional<std::int64_t> whole() const noexcept;
    [[nodiscard]] std::optional<double> number() const noexcept;
    [[nodiscard]] std::optional<std::string_view> text() const noexcept;

    /// How many a list or object has; 0 of all others.
    [[nodiscard]] std::size_t size() const noexcept;
    /// Of a list; i < size().
    [[nodiscard]] JsonValue operator[](std::size_t i) const noexcept;
    /// Of an object.
    [[nodiscard]] JsonValue operator[](std::string_view key) const noexcept;
    /// Calls `visit(key, value)` for each of an object, in the order of their keys, until it returns false.
    template <typename Visit>
    void each(Visit&& visit) const {
        visit_each([](void* to, std::string_view key,
                      JsonValue value) { return (*static_cast<std::remove_reference_t<Visit>*>(to))(key, value); },
                   &visit);
    }

private:
    friend class PeerJson;
    explicit JsonValue(const void* node) noexcept : node_(node) {}
    void visit_each(bool (*visit)(void*, std::string_view, JsonValue), void* to) const;

    const void* node_;  // of the JSON library, which no header names
};

/// JSON that came from somebody else.
class PeerJson {
public:
    static constexpr std::size_t most_bytes = 64u << 10;
    static constexpr int deepest = 16;

    /// Nothing where it is none, is longer than 64 KiB or nested deeper than 16.
    [[nodiscard]] static std::optional<PeerJson> parse(std::string_view text);

    [[nodiscard]] JsonValue root() const noexcept { return JsonValue(root_.get()); }

private:
    explicit PeerJson(std::shared_ptr<const void> root) noexcept : root_(std::move(root)) {}

    std::shared_ptr<const void> root_;
};

}  // namespace sluice::zmq_sink_parts
