#include "config/param_value.hpp"

#include <array>
#include <limits>

#include "config/kinds.hpp"

namespace sluice::config {

namespace {

// The whole numbers of a list like [x, y].
template <std::size_t N>
std::optional<std::array<std::int32_t, N>> pixels(const Value& value) {
    if (!value.is_list() || value.items.size() != N) return std::nullopt;
    std::array<std::int32_t, N> out{};
    for (std::size_t i = 0; i < N; ++i) {
        const auto number = value.items[i].is_scalar() ? kinds::whole(value.items[i].text) : std::nullopt;
        if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
        out[i] = static_cast<std::int32_t>(*number);
    }
    return out;
}

ParamValue::Content region(const Value& value) {
    const auto numbers = pixels<4>(value);
    if (!numbers || (*numbers)[2] == 0 || (*numbers)[3] == 0) return {};
    return Region{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
}

ParamValue::Content point(const Value& value) {
    const auto numbers = pixels<2>(value);
    if (!numbers) return {};
    return Point{(*numbers)[0], (*numbers)[1]};
}

template <typename T>
ParamValue::Content content(const std::optional<T>& value) {
    if (!value) return {};
    return *value;
}

ParamValue::Content read(ParamKind kind, const std::string& text) {
    switch (kind) {
        case ParamKind::boolean: return content(kinds::boolean(text));
        case ParamKind::whole: return content(kinds::whole(text));
        case ParamKind::number: return content(kinds::number(text));
        case ParamKind::duration: return content(kinds::duration(text));
        case ParamKind::bytes: return content(kinds::bytes(text));
        case ParamKind::size: return content(kinds::size(text));
        case ParamKind::rate: return content(kinds::rate(text));
        default: return {};
    }
}

}  // namespace

std::optional<ParamValue> ParamValue::of(ParamKind kind, const Value& value) {
    ParamValue out{kind, value.text, {}};
    const bool composed = kind == ParamKind::region || kind == ParamKind::points;
    if (composed != value.is_list() || (!composed && !value.is_scalar())) return std::nullopt;
    switch (kind) {
        case ParamKind::choice: return std::nullopt;  // its words are known to the declaration alone
        case ParamKind::map: return std::nullopt;     // no value but several, and its keys likewise
        case ParamKind::text:
        case ParamKind::file:
        case ParamKind::folder: return out;
        case ParamKind::region: out.content = region(value); break;
        case ParamKind::points: out.content = point(value); break;
        default: out.content = read(kind, value.text); break;
    }
    if (std::holds_alternative<std::monostate>(out.content)) return std::nullopt;
    return out;
}

bool is_less(const ParamValue& a, const ParamValue& b) {
    if (a.content.index() != b.content.index()) return false;
    if (const auto* value = std::get_if<std::int64_t>(&a.content)) return *value < std::get<std::int64_t>(b.content);
    if (const auto* value = std::get_if<double>(&a.content)) return *value < std::get<double>(b.content);
    if (const auto* value = std::get_if<std::uint64_t>(&a.content)) return *value < std::get<std::uint64_t>(b.content);
    if (const auto* value = std::get_if<std::chrono::nanoseconds>(&a.content))
        return *value < std::get<std::chrono::nanoseconds>(b.content);
    if (const auto* value = std::get_if<Size>(&a.content)) {
        const Size& other = std::get<Size>(b.content);
        return value->width < other.width || value->height < other.height;
    }
    if (const auto* value = std::get_if<Rate>(&a.content)) {
        const Rate& other = std::get<Rate>(b.content);
        return std::uint64_t{value->frames} * other.seconds < std::uint64_t{other.frames} * value->seconds;
    }
    return false;
}

}  // namespace sluice::config
