#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include <sluice/filter.hpp>
#include <sluice/params.hpp>
#include <sluice/sink.hpp>
#include <sluice/source.hpp>

namespace sluice {

enum class NodeKind : std::uint8_t { source, filter, sink };

/// What a filter will do with frames, told to the plan before any frame flows: from it come the lanes, the
/// one decode that serves everybody, and what `sluice explain` says.
class Wishes {
public:
    /// It will ask pixels() for this; edit() counts as shrink 1.
    virtual void pixels(const Wish& wish) = 0;
    /// It works on the coefficients of JPEGs. `or_pixels`: where there are none it draws on pixels
    /// instead, for which it declares its wish too.
    virtual void coefficients(bool or_pixels) = 0;
    /// It may hand on pictures of its own, encoded so.
    virtual void publishes(const Encoding& encoding) = 0;
    /// It holds frames back, at most for so long and so many bytes, and hands them on in bursts.
    virtual void holds(std::chrono::nanoseconds time, std::uint64_t bytes) = 0;

    Wishes(const Wishes&) = delete;
    Wishes& operator=(const Wishes&) = delete;

protected:
    Wishes() = default;
    ~Wishes() = default;
};

/// What a source's parameters already say of its frames; a 0 is not known before it opens.
struct Promise {
    std::size_t struct_size = sizeof(Promise);  ///< fields are added at the end
    bool format_known = false;
    Format format = Format::jpeg;
    Size size;
    Rate rate{0, 1};
};

/// All the host knows of a node type before it makes one: its name in configs, its parameters, what
/// it is. Plain data, read without running any code of the node. Fields are added at the end.
struct NodeEntry {
    std::size_t struct_size = sizeof(NodeEntry);
    const char* type = "";
    NodeKind kind = NodeKind::filter;
    const char* summary = "";  ///< one line, for people
    const Param* params = nullptr;
    std::size_t param_count = 0;
    std::size_t param_size = sizeof(Param);

    bool blocks = false;  ///< a sink that may block (disk): it gets a lane of its own
    bool guards = false;  ///< it protects somebody (mask, blur): its failure must never let a frame pass
    bool acts = false;    ///< a filter that does something by itself (counts, alarms): it is demand
    bool wants = false;   ///< a sink that always wants frames (file); others say so while they run
    unsigned queue = 1;   ///< length of the mailbox in front of it, where it has one and the config says none

    /// Mistakes that only several parameters together make. Runs in `check`, before any device opens.
    void (*check)(const Params&, Complaints&) = nullptr;
    /// A source that keeps no pace of its own delivers as fast as its readers take (file, fps: max).
    bool (*unpaced)(const Params&) = nullptr;

    std::unique_ptr<Source> (*make_source)(const Params&) = nullptr;
    std::unique_ptr<Filter> (*make_filter)(const Params&) = nullptr;
    std::unique_ptr<Sink> (*make_sink)(const Params&) = nullptr;

    // From 1.1 on:
    /// What a filter will ask for. Without it a filter looks at info and notes alone.
    void (*wishes)(const Params&, Wishes&) = nullptr;
    /// It hands on pictures of another size or orientation (rotate, crop, resize).
    bool reshapes = false;
    /// A source: what is known of its frames before it opens.
    void (*promise)(const Params&, Promise&) = nullptr;

    // From 1.3 on:
    /// A sink that may block with these parameters, where not all of its type do.
    bool (*may_block)(const Params&) = nullptr;
    /// A sink that asks for SinkContext::narrowed().
    bool narrows = false;
};

namespace detail {

template <std::size_t N>
constexpr NodeEntry entry(NodeKind kind, const char* type, const char* summary, const Param (&params)[N]) {
    NodeEntry entry;
    entry.type = type;
    entry.kind = kind;
    entry.summary = summary;
    entry.params = params;
    entry.param_count = N;
    return entry;
}

template <typename T>
constexpr NodeEntry filter(NodeEntry entry) {
    entry.make_filter = [](const Params& params) -> std::unique_ptr<Filter> {
        if constexpr (std::is_constructible_v<T, const Params&>) {
            return std::make_unique<T>(params);
        } else {
            return std::make_unique<T>();
        }
    };
    if constexpr (requires(const Params& p, Wishes& w) { T::wishes(p, w); }) entry.wishes = &T::wishes;
    if constexpr (requires(const Params& p, Complaints& c) { T::check(p, c); }) entry.check = &T::check;
    return entry;
}

}  // namespace detail

/// Entries for a class with a constructor from Params.
template <typename T, std::size_t N>
constexpr NodeEntry source_entry(const char* type, const char* summary, const Param (&params)[N]) {
    NodeEntry entry = detail::entry(NodeKind::source, type, summary, params);
    entry.make_source = [](const Params& p) -> std::unique_ptr<Source> { return std::make_unique<T>(p); };
    return entry;
}

/// What a filter's class says of itself in public static functions of these names becomes part of its entry:
///     static void wishes(const Params&, Wishes&);
///     static void check(const Params&, Complaints&);
template <typename T, std::size_t N>
constexpr NodeEntry filter_entry(const char* type, const char* summary, const Param (&params)[N]) {
    return detail::filter<T>(detail::entry(NodeKind::filter, type, summary, params));
}

template <typename T, std::size_t N>
constexpr NodeEntry sink_entry(const char* type, const char* summary, const Param (&params)[N]) {
    NodeEntry entry = detail::entry(NodeKind::sink, type, summary, params);
    entry.make_sink = [](const Params& p) -> std::unique_ptr<Sink> { return std::make_unique<T>(p); };
    return entry;
}

/// For a node without parameters.
template <typename T>
constexpr NodeEntry filter_entry(const char* type, const char* summary) {
    NodeEntry entry;
    entry.type = type;
    entry.summary = summary;
    return detail::filter<T>(entry);
}
template <typename T>
constexpr NodeEntry sink_entry(const char* type, const char* summary) {
    NodeEntry entry;
    entry.type = type;
    entry.kind = NodeKind::sink;
    entry.summary = summary;
    entry.make_sink = [](const Params& p) -> std::unique_ptr<Sink> { return std::make_unique<T>(p); };
    return entry;
}

}  // namespace sluice
