#include "config/param_set.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/text.hpp"

namespace sluice::config {

namespace {

[[noreturn]] void bug(std::string_view name, std::string_view what) {
    throw std::logic_error(text::cat("parameter ", name, " ", what));
}

}  // namespace

ParamSet::ParamSet(std::vector<Param> declared) : declared_(std::move(declared)), slots_(declared_.size()) {}

void ParamSet::set(std::string_view name, std::vector<ParamValue> values) { slots_[slot(name)].values = std::move(values); }

void ParamSet::spoil(std::string_view name, bool written) {
    Slot& found = slots_[slot(name)];
    found.spoilt = true;
    found.written = written;
}

std::size_t ParamSet::slot(std::string_view name) const {
    const auto found = std::find_if(declared_.begin(), declared_.end(), [&](const Param& p) { return p.name == name; });
    if (found == declared_.end()) bug(name, "was not declared");
    return static_cast<std::size_t>(found - declared_.begin());
}

const std::vector<ParamValue>& ParamSet::values(std::string_view name) const {
    const Slot& found = slots_[slot(name)];
    if (found.spoilt) throw Unreadable();
    return found.values;
}

const ParamValue& ParamSet::value(std::string_view name, std::size_t index) const {
    const std::vector<ParamValue>& values = this->values(name);
    if (values.empty()) bug(name, "has no value; ask has() first");
    if (index >= values.size()) bug(name, text::cat("has ", values.size(), " values; asked for number ", index));
    return values[index];
}

template <typename T>
const T& ParamSet::content(std::string_view name, std::size_t index, ParamKind kind) const {
    const ParamValue& found = value(name, index);
    if (found.kind != kind) bug(name, "was asked for by another kind than it has; ask kind() first");
    return std::get<T>(found.content);
}

bool ParamSet::has(std::string_view name) const {
    const Slot& found = slots_[slot(name)];
    return (found.spoilt && found.written) || !values(name).empty();
}

std::size_t ParamSet::count(std::string_view name) const { return values(name).size(); }
ParamKind ParamSet::kind(std::string_view name, std::size_t index) const { return value(name, index).kind; }

std::string_view ParamSet::text(std::string_view name, std::size_t index) const {
    const ParamValue& found = value(name, index);
    if (found.kind == ParamKind::region || found.kind == ParamKind::points) bug(name, "is no text");
    return found.text;
}

bool ParamSet::boolean(std::string_view name, std::size_t index) const {
    return content<bool>(name, index, ParamKind::boolean);
}
std::int64_t ParamSet::whole(std::string_view name, std::size_t index) const {
    return content<std::int64_t>(name, index, ParamKind::whole);
}
double ParamSet::number(std::string_view name, std::size_t index) const {
    return content<double>(name, index, ParamKind::number);
}
std::chrono::nanoseconds ParamSet::duration(std::string_view name, std::size_t index) const {
    return content<std::chrono::nanoseconds>(name, index, ParamKind::duration);
}
std::uint64_t ParamSet::bytes(std::string_view name, std::size_t index) const {
    return content<std::uint64_t>(name, index, ParamKind::bytes);
}
Size ParamSet::size(std::string_view name, std::size_t index) const {
    return content<Size>(name, index, ParamKind::size);
}
Rate ParamSet::rate(std::string_view name, std::size_t index) const {
    return content<Rate>(name, index, ParamKind::rate);
}
Region ParamSet::region(std::string_view name, std::size_t index) const {
    return content<Region>(name, index, ParamKind::region);
}
Point ParamSet::point(std::string_view name, std::size_t index) const {
    return content<Point>(name, index, ParamKind::points);
}

std::string_view ParamSet::key(std::string_view name, std::size_t index) const {
    const ParamValue& found = value(name, index);
    if (found.kind != ParamKind::map) bug(name, "is no map");
    return found.key;
}

std::vector<Param> params_of(const NodeEntry& entry) {
    static_assert(std::is_trivially_copyable_v<Param>);
    std::vector<Param> params;
    for (std::size_t i = 0; i < entry.param_count; ++i) {
        Param param{};
        const auto* bytes = reinterpret_cast<const std::byte*>(entry.params) + i * entry.param_size;
        std::memcpy(static_cast<void*>(&param), bytes, std::min(entry.param_size, sizeof(Param)));
        params.push_back(param);
    }
    return params;
}

}  // namespace sluice::config
