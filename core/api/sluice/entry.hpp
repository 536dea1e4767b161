#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sluice/filter.hpp>
#include <sluice/params.hpp>
#include <sluice/sink.hpp>
#include <sluice/source.hpp>

namespace sluice {

enum class NodeKind : std::uint8_t { source, filter, sink };

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

}  // namespace detail

/// Entries for a class with a constructor from Params.
template <typename T, std::size_t N>
constexpr NodeEntry source_entry(const char* type, const char* summary, const Param (&params)[N]) {
    NodeEntry entry = detail::entry(NodeKind::source, type, summary, params);
    entry.make_source = [](const Params& p) -> std::unique_ptr<Source> { return std::make_unique<T>(p); };
    return entry;
}

template <typename T, std::size_t N>
constexpr NodeEntry filter_entry(const char* type, const char* summary, const Param (&params)[N]) {
    NodeEntry entry = detail::entry(NodeKind::filter, type, summary, params);
    entry.make_filter = [](const Params& p) -> std::unique_ptr<Filter> { return std::make_unique<T>(p); };
    return entry;
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
    entry.make_filter = [](const Params& p) -> std::unique_ptr<Filter> { return std::make_unique<T>(p); };
    return entry;
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
