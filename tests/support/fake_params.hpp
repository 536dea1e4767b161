#pragma once

#include <charconv>
#include <initializer_list>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/entry.hpp>

namespace sluice::test {

/// What a config would say about one node: {{"n", {"3"}}, {"size", {"640x480"}}}; a list has several texts.
/// A region is "x,y,width,height", points are one text "x,y" each, a map's values "key=value" each.
using Texts = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Parameters of one node from texts, as its declaration says: defaults filled in, and getters that
/// throw std::logic_error for what was not declared, as the host's do. Unlike the host's it does not
/// check ranges and choices: that is the config's business and tested there. A text that cannot be
/// read throws std::invalid_argument: a mistake of the test.
class FakeParams final : public Params {
public:
    /// `declared` must outlive this.
    FakeParams(std::span<const Param> declared, Texts texts) : declared_(declared), texts_(std::move(texts)) {
        for (const Param& param : declared_)
            if (param.default_text && !texts_.contains(param.name)) texts_[param.name] = {param.default_text};
        for (const auto& [name, values] : texts_) (void)declaration(name);
    }
    FakeParams(const NodeEntry& entry, Texts texts)
        : FakeParams(std::span(entry.params, entry.param_count), std::move(texts)) {}

    [[nodiscard]] bool has(std::string_view name) const override { return count(name) > 0; }
    [[nodiscard]] std::size_t count(std::string_view name) const override {
        (void)declaration(name);
        const auto found = texts_.find(name);
        return found == texts_.end() ? 0 : found->second.size();
    }
    [[nodiscard]] ParamKind kind(std::string_view name, std::size_t index = 0) const override {
        const Param& param = declaration(name);
        if (is_word(param, value(name, index))) return ParamKind::choice;
        return param.other != param.kind && !reads_as(param.kind, value(name, index)) ? param.other : param.kind;
    }
    [[nodiscard]] std::string_view text(std::string_view name, std::size_t index = 0) const override {
        const std::string_view written = value(name, index);
        return declaration(name).kind == ParamKind::map ? written.substr(written.find('=') + 1) : written;
    }
    [[nodiscard]] bool boolean(std::string_view name, std::size_t index = 0) const override {
        const std::string_view text = asked(name, index, ParamKind::boolean);
        return text == "true" || text == "yes" || text == "on";
    }
    [[nodiscard]] std::int64_t whole(std::string_view name, std::size_t index = 0) const override {
        return read<std::int64_t>(asked(name, index, ParamKind::whole));
    }
    [[nodiscard]] double number(std::string_view name, std::size_t index = 0) const override {
        return read<double>(asked(name, index, ParamKind::number));
    }
    [[nodiscard]] std::chrono::nanoseconds duration(std::string_view name, std::size_t index = 0) const override {
        static constexpr Unit units[] = {{"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}};
        return std::chrono::nanoseconds(
            static_cast<std::int64_t>(with_unit(asked(name, index, ParamKind::duration), units)));
    }
    [[nodiscard]] std::uint64_t bytes(std::string_view name, std::size_t index = 0) const override {
        static constexpr Unit units[] = {{"B", 1},       {"kB", 1e3},       {"MB", 1e6},         {"GB", 1e9},
                                         {"KiB", 1024.}, {"MiB", 1048576.}, {"GiB", 1073741824.}};
        return static_cast<std::uint64_t>(with_unit(asked(name, index, ParamKind::bytes), units));
    }
    [[nodiscard]] Size size(std::string_view name, std::size_t index = 0) const override {
        const auto parts = numbers(asked(name, index, ParamKind::size), 'x', 2);
        return {static_cast<std::uint32_t>(parts[0]), static_cast<std::uint32_t>(parts[1])};
    }
    [[nodiscard]] Rate rate(std::string_view name, std::size_t index = 0) const override {
        const std::string_view text = asked(name, index, ParamKind::rate);
        if (text.find('.') != text.npos)
            return {static_cast<std::uint32_t>(read<double>(text) * 1000 + 0.5), 1000};  // exact enough for a test
        if (text.find('/') == text.npos) return {read<std::uint32_t>(text), 1};
        const auto parts = numbers(text, '/', 2);
        return {static_cast<std::uint32_t>(parts[0]), static_cast<std::uint32_t>(parts[1])};
    }
    [[nodiscard]] Region region(std::string_view name, std::size_t index = 0) const override {
        const auto parts = numbers(asked(name, index, ParamKind::region), ',', 4);
        return {parts[0], parts[1], parts[2], parts[3]};
    }
    [[nodiscard]] Point point(std::string_view name, std::size_t index) const override {
        const auto parts = numbers(asked(name, index, ParamKind::points), ',', 2);
        return {parts[0], parts[1]};
    }
    [[nodiscard]] std::string_view key(std::string_view name, std::size_t index) const override {
        const std::string_view entry = asked(name, index, ParamKind::map);
        return entry.substr(0, entry.find('='));
    }

private:
    struct Unit {
        std::string_view name;
        double factor;
    };

    [[nodiscard]] const Param& declaration(std::string_view name) const {
        for (const Param& param : declared_)
            if (param.name == name) return param;
        throw std::logic_error("parameter " + std::string(name) + " was not declared");
    }
    [[nodiscard]] std::string_view value(std::string_view name, std::size_t index) const {
        if (index >= count(name)) throw std::logic_error("parameter " + std::string(name) + " has no such value");
        return texts_.find(name)->second[index];
    }
    [[nodiscard]] std::string_view asked(std::string_view name, std::size_t index, ParamKind kind) const {
        const Param& param = declaration(name);
        if (param.kind != kind && param.other != kind)
            throw std::logic_error("parameter " + std::string(name) + " was declared as another kind");
        return value(name, index);
    }

    [[nodiscard]] static bool is_word(const Param& param, std::string_view text) {
        for (std::string_view rest = param.words ? param.words : ""; !rest.empty();) {
            const auto bar = rest.find('|');
            if (rest.substr(0, bar) == text) return true;
            rest.remove_prefix(bar == rest.npos ? rest.size() : bar + 1);
        }
        return false;
    }
    // Enough to tell the pairs of kinds that are used together: bytes or duration, whole or rate.
    [[nodiscard]] static bool reads_as(ParamKind kind, std::string_view text) {
        if (kind == ParamKind::bytes) return text.ends_with('B');
        if (kind == ParamKind::duration) return !text.ends_with('B');
        return kind != ParamKind::whole || text.find_first_not_of("-0123456789") == text.npos;
    }
    template <typename T>
    [[nodiscard]] static T read(std::string_view text) {
        T result{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
        if (error != std::errc{} || end != text.data() + text.size()) throw std::invalid_argument(std::string(text));
        return result;
    }
    [[nodiscard]] static double with_unit(std::string_view text, std::span<const Unit> units) {
        const auto end = text.find_first_not_of("0123456789.");
        for (const Unit& unit : units)
            if (end != text.npos && text.substr(end) == unit.name)
                return read<double>(text.substr(0, end)) * unit.factor;
        throw std::invalid_argument(std::string(text));
    }
    [[nodiscard]] static std::vector<std::int32_t> numbers(std::string_view text, char between, std::size_t count) {
        std::vector<std::int32_t> all;
        for (;;) {
            const auto end = text.find(between);
            all.push_back(read<std::int32_t>(text.substr(0, end)));
            if (end == text.npos) break;
            text.remove_prefix(end + 1);
        }
        if (all.size() != count) throw std::invalid_argument("expected " + std::to_string(count) + " numbers");
        return all;
    }

    std::span<const Param> declared_;
    Texts texts_;
};

}  // namespace sluice::test
