#include "plugin/plugin_reader.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "base/catalogue.hpp"
#include "base/text.hpp"

namespace sluice::plugin {
namespace {

// More than anybody writes; a larger count is a wrong pointer or a damaged file.
constexpr std::size_t most_entries = 1000, most_params = 1000;

// The sizes of the structures as api 1.0 has them, whatever was added at their ends since.
template <typename Member>
constexpr std::size_t end_of(std::size_t offset) {
    return offset + sizeof(Member);
}
constexpr std::size_t least_info = end_of<std::size_t>(offsetof(PluginInfo, entry_count));
constexpr std::size_t least_entry = end_of<void*>(offsetof(NodeEntry, make_sink));
constexpr std::size_t least_param = end_of<bool>(offsetof(Param, required));

std::string size_mistake(std::string_view what, std::size_t size, std::size_t least, std::size_t most) {
    if (size >= least && size <= most) return {};
    return text::cat(what, " is ", size, " bytes long, and this sluice knows ", least, " to ", most);
}

// The first `size` bytes of a plugin's structure over the defaults of ours.
template <typename T>
T copy_of(const void* theirs, std::size_t size, T ours) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(static_cast<void*>(&ours), theirs, size);
    return ours;
}

int makers(const NodeEntry& entry) {
    return (entry.make_source ? 1 : 0) + (entry.make_filter ? 1 : 0) + (entry.make_sink ? 1 : 0);
}

bool has_own_maker(const NodeEntry& entry) {
    switch (entry.kind) {
        case NodeKind::source: return entry.make_source != nullptr;
        case NodeKind::filter: return entry.make_filter != nullptr;
        case NodeKind::sink: return entry.make_sink != nullptr;
    }
    return false;
}

std::string list_of(const std::vector<NodeType>& types) {
    std::vector<std::string> words;
    for (const NodeType& type : types) words.push_back(to_text(type));
    return words.empty() ? "nothing" : text::join(words, ", ");
}

}  // namespace

std::string PluginReader::info_mistake() const {
    std::size_t size = 0;
    std::memcpy(&size, info_, sizeof size);
    if (auto mistake = size_mistake("its PluginInfo", size, least_info, sizeof(PluginInfo)); !mistake.empty())
        return mistake;
    if (!info_->name || !*info_->name) return "its PluginInfo has no name";
    if (!info_->entries || info_->entry_count == 0) return "its PluginInfo has no entries";
    if (info_->entry_count > most_entries) return text::cat("its PluginInfo claims ", info_->entry_count, " entries");
    return {};
}

std::string PluginReader::take_params(NodeEntry& entry, LoadedPlugin& into) const {
    if (entry.param_count == 0) {
        entry.params = nullptr;
        return {};
    }
    if (!entry.params || entry.param_count > most_params)
        return text::cat("claims ", entry.param_count, " parameters", entry.params ? "" : " and points at none");
    if (auto mistake = size_mistake("one of its parameters", entry.param_size, least_param, sizeof(Param));
        !mistake.empty())
        return mistake;
    std::vector<Param>& params = into.params_.emplace_back();
    const char* theirs = reinterpret_cast<const char*>(entry.params);
    for (std::size_t i = 0; i < entry.param_count; ++i, theirs += entry.param_size) {
        params.push_back(copy_of(theirs, entry.param_size, Param{"", ParamKind::text, ""}));
        const Param& param = params.back();
        if (!param.name || !is_type_name(param.name))
            return text::cat("its parameter ", i + 1, " has no name of small letters, digits and _");
        if (!param.help) return text::cat("its parameter ", param.name, " has no line of help");
        if (param.kind > ParamKind::map || param.other > ParamKind::map)
            return text::cat("its parameter ", param.name, " is of no kind this sluice knows");
    }
    entry.params = params.data();
    entry.param_size = sizeof(Param);
    return {};
}

std::string PluginReader::take_entry(std::size_t index, LoadedPlugin& into) const {
    const NodeEntry* theirs = info_->entries[index];
    const std::string which = text::cat("its entry ", index + 1);
    if (!theirs) return text::cat(which, " is a null pointer");
    std::size_t size = 0;
    std::memcpy(&size, theirs, sizeof size);
    if (auto mistake = size_mistake(which, size, least_entry, sizeof(NodeEntry)); !mistake.empty()) return mistake;
    NodeEntry& entry = into.entries_.emplace_back(copy_of(theirs, size, NodeEntry{}));
    entry.struct_size = sizeof(NodeEntry);
    if (!entry.type || !is_type_name(entry.type))
        return text::cat(which, " has no type of small letters, digits and _");
    if (entry.kind > NodeKind::sink) return text::cat("its entry ", entry.type, " is neither source, filter nor sink");
    if (!entry.summary) return text::cat("its entry ", entry.type, " has no summary");
    if (!has_own_maker(entry) || makers(entry) != 1)
        return text::cat("its entry ", entry.type, " is a ", name_of(entry.kind), " and must have make_",
                         name_of(entry.kind), " alone");
    if (auto mistake = take_params(entry, into); !mistake.empty())
        return text::cat("its entry ", entry.type, ": ", mistake);
    return {};
}

std::optional<Refusal> PluginReader::compare_types(const LoadedPlugin& plugin) const {
    std::vector<NodeType> declared;
    for (const NodeEntry& entry : plugin.entries_) declared.push_back({entry.kind, entry.type});
    std::ranges::sort(declared);
    if (declared == seen_.types) return std::nullopt;
    return Refusal{seen_.file,
                   text::cat("its entries are ", list_of(declared), ", and its sections name ", list_of(seen_.types)),
                   "write one SLUICE_TYPE for each entry of SLUICE_PLUGIN"};
}

std::optional<Refusal> PluginReader::read(LoadedPlugin& into) {
    std::string mistake = info_mistake();
    if (mistake.empty()) into.name_ = info_->name;
    for (std::size_t i = 0; mistake.empty() && i < info_->entry_count; ++i) mistake = take_entry(i, into);
    if (!mistake.empty())
        return Refusal{seen_.file, mistake,
                       "this is a bug of the plugin: use the macros of sluice/plugin.hpp, or tell its author"};
    return compare_types(into);
}

}  // namespace sluice::plugin
