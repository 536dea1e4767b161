#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/catalogue.hpp"
#include "plugin/inspection.hpp"
#include "plugin/loaded_plugin.hpp"
#include "plugin/refusal.hpp"
#include "plugin/search_path.hpp"

namespace sluice::plugin {

/// One plugin file as `sluice nodes` lists it.
struct PluginRow {
    std::string file;
    std::string name;             ///< as it calls itself once it is loaded, the file's name before
    std::vector<NodeType> types;  ///< of refused ones too, where they could be read
    std::string refused;          ///< "what; next", empty for good ones
    bool loaded = false;
};

/// The node types that are built in, and those of plugins. Looking for plugins only inspects files:
/// the library that offers a type is loaded when that type is first asked for, so a plugin nobody
/// uses costs nothing. One thread, before any other is made. [start]
class Registry final : public Catalogue {
public:
    /// `user` is who, beside root, may own plugins: the user who runs the program.
    Registry();
    explicit Registry(uid_t user) : user_(user) {}

    /// A type that is part of the program. `entry` lives as long as the process.
    void add_builtin(const NodeEntry& entry);
    /// Looks into these places; again for more of them. Loads nothing.
    void search(std::span<const SearchPlace> places);

    [[nodiscard]] const NodeEntry* find(NodeKind kind, std::string_view type) override;
    [[nodiscard]] std::vector<std::string> types(NodeKind kind) override;
    [[nodiscard]] std::string refusal(NodeKind kind, std::string_view type) override;

    /// All that was refused so far, and each type that two offer, sorted by file. `asked` marks what
    /// the user named or needs; the rest is for `sluice nodes` and the log at level debug.
    [[nodiscard]] std::vector<Refusal> problems() const;
    /// Every file that was looked at, in the order of the search.
    [[nodiscard]] std::vector<PluginRow> plugins() const;

private:
    struct Candidate {
        Inspection seen;
        std::unique_ptr<LoadedPlugin> plugin;  // nullptr until a type of it is asked for
    };
    using FileId = std::pair<dev_t, ino_t>;  // one file, however many names lead to it

    void search_folder(const SearchPlace& place);
    void add_file(const std::string& file, bool asked);
    void refuse_place(const SearchPlace& place, std::string what, std::string next);
    [[nodiscard]] std::vector<Candidate*> offering(const NodeType& type);
    [[nodiscard]] const NodeEntry* builtin(const NodeType& type) const;
    [[nodiscard]] const NodeEntry* load(Candidate& candidate, const NodeType& type);
    [[nodiscard]] std::map<NodeType, std::vector<std::string>> offers() const;
    [[nodiscard]] std::optional<Refusal> conflict(const NodeType& type) const;

    uid_t user_;
    std::map<NodeType, const NodeEntry*> builtin_;
    std::vector<std::unique_ptr<Candidate>> candidates_;
    std::vector<FileId> known_;
    std::vector<Refusal> places_;  // those that could not be searched
};

}  // namespace sluice::plugin
