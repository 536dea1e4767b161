#pragma once

#include <string_view>
#include <vector>

#include <sluice/entry.hpp>
#include <sluice/params.hpp>

#include "config/param_value.hpp"

namespace sluice::config {

/// Thrown to whoever asks for a value that the config gives wrongly or not at all. Its user has been told already, so that
/// nothing is left to say: a node's own check goes as far as it needs none of those.
struct Unreadable {};

/// The parameters of one node: what was declared, and the values read for it.
class ParamSet final : public Params {
public:
    explicit ParamSet(std::vector<Param> declared);

    void set(std::string_view name, std::vector<ParamValue> values);
    /// Its value is wrong; has() still says that one is written, where it is.
    void spoil(std::string_view name, bool written);

    [[nodiscard]] bool has(std::string_view name) const override;
    [[nodiscard]] std::size_t count(std::string_view name) const override;
    [[nodiscard]] ParamKind kind(std::string_view name, std::size_t index) const override;
    [[nodiscard]] std::string_view text(std::string_view name, std::size_t index) const override;
    [[nodiscard]] bool boolean(std::string_view name, std::size_t index) const override;
    [[nodiscard]] std::int64_t whole(std::string_view name, std::size_t index) const override;
    [[nodiscard]] double number(std::string_view name, std::size_t index) const override;
    [[nodiscard]] std::chrono::nanoseconds duration(std::string_view name, std::size_t index) const override;
    [[nodiscard]] std::uint64_t bytes(std::string_view name, std::size_t index) const override;
    [[nodiscard]] Size size(std::string_view name, std::size_t index) const override;
    [[nodiscard]] Rate rate(std::string_view name, std::size_t index) const override;
    [[nodiscard]] Region region(std::string_view name, std::size_t index) const override;
    [[nodiscard]] Point point(std::string_view name, std::size_t index) const override;
    [[nodiscard]] std::string_view key(std::string_view name, std::size_t index) const override;

private:
    struct Slot {
        std::vector<ParamValue> values;
        bool spoilt = false;
        bool written = true;  // of a spoilt one
    };
    [[nodiscard]] std::size_t slot(std::string_view name) const;
    [[nodiscard]] const std::vector<ParamValue>& values(std::string_view name) const;
    [[nodiscard]] const ParamValue& value(std::string_view name, std::size_t index) const;
    template <typename T>
    [[nodiscard]] const T& content(std::string_view name, std::size_t index, ParamKind kind) const;

    std::vector<Param> declared_;
    std::vector<Slot> slots_;  // one for each declared
};

/// The declarations of an entry, also of one that was built when Param had fewer fields.
[[nodiscard]] std::vector<Param> params_of(const NodeEntry& entry);

}  // namespace sluice::config
