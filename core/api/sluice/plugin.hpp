#pragma once

#include <cstddef>

#include <sluice/entry.hpp>
#include <sluice/stamp.hpp>

/// A plugin is one .so. Its ELF section *names* tell the host everything it checks before any of its
/// code runs (they survive strip): `.sluice.<major>.<minor>.<stamp>` and, for each node type,
/// `.sluice.node.<kind>.<type>`, so that the host knows who offers what without loading anybody. Its
/// one symbol, sluice_plugin_v1, is plain data.

namespace sluice {

struct PluginInfo {
    std::size_t struct_size = sizeof(PluginInfo);
    const char* name = "";
    const NodeEntry* const* entries = nullptr;
    std::size_t entry_count = 0;
};

}  // namespace sluice

#define SLUICE_JOIN_(a, b) a##b
#define SLUICE_JOIN(a, b) SLUICE_JOIN_(a, b)

// `retain` keeps the mark where somebody links with --gc-sections.
#if defined(__has_attribute) && __has_attribute(retain)
#define SLUICE_MARK_ATTRIBUTES(text) section(text), used, retain
#else
#define SLUICE_MARK_ATTRIBUTES(text) section(text), used
#endif
#define SLUICE_SECTION(text) \
    __attribute__((SLUICE_MARK_ATTRIBUTES(text))) static const char SLUICE_JOIN(sluice_mark_, __COUNTER__)[1] = {0}

/// Names a node type of this plugin, once for each entry: SLUICE_TYPE(filter, "people"). The kind is
/// source, filter or sink.
#define SLUICE_TYPE(kind, type) SLUICE_SECTION(".sluice.node." #kind "." type)

/// The plugin with all its entries, once in a .so: SLUICE_PLUGIN("acme", people, cars);
#define SLUICE_PLUGIN(plugin_name, ...)                                                                    \
    SLUICE_SECTION(".sluice." SLUICE_TEXT(SLUICE_API_MAJOR) "." SLUICE_TEXT(SLUICE_API_MINOR) "." SLUICE_STAMP); \
    static const ::sluice::NodeEntry* const sluice_plugin_entries[] = {__VA_ARGS__};                       \
    extern "C" __attribute__((visibility("default"), used)) const ::sluice::PluginInfo sluice_plugin_v1 = { \
        sizeof(::sluice::PluginInfo), plugin_name, sluice_plugin_entries,                                  \
        sizeof(sluice_plugin_entries) / sizeof(sluice_plugin_entries[0])}

#define SLUICE_ONE(kind, type, Class, ...)                                                                     \
    static constexpr ::sluice::NodeEntry sluice_one_entry = ::sluice::kind##_entry<Class>(type, __VA_ARGS__); \
    SLUICE_TYPE(kind, type);                                                                                   \
    SLUICE_PLUGIN(type, &sluice_one_entry)

/// A plugin of one node: SLUICE_FILTER("every_nth", EveryNth, "hands on every n-th frame", parameters);
#define SLUICE_FILTER(type, Class, ...) SLUICE_ONE(filter, type, Class, __VA_ARGS__)
#define SLUICE_SOURCE(type, Class, ...) SLUICE_ONE(source, type, Class, __VA_ARGS__)
#define SLUICE_SINK(type, Class, ...) SLUICE_ONE(sink, type, Class, __VA_ARGS__)
