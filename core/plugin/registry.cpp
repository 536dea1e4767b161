#include "plugin/registry.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/log.hpp"
#include "base/text.hpp"

namespace sluice::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view log_name = "plugins";

std::string whole_name(const fs::path& path) {
    std::error_code error;
    const fs::path whole = fs::absolute(path, error).lexically_normal();
    // "folder/" names the same as "folder".
    return (whole.has_filename() ? whole : whole.parent_path()).string();
}

}  // namespace

Registry::Registry() : Registry(::geteuid()) {}

void Registry::add_builtin(const NodeEntry& entry) { builtin_[{entry.kind, entry.type}] = &entry; }

void Registry::search(std::span<const SearchPlace> places) {
    for (const SearchPlace& place : places) {
        std::error_code error;
        const fs::file_status status = fs::status(place.path, error);
        if (fs::is_directory(status))
            search_folder(place);
        else if (fs::exists(status))
            add_file(whole_name(place.path), true);
        else if (place.must_exist)
            refuse_place(
                place, fs::status_known(status) ? "no such file or folder" : "cannot be looked at: " + error.message(),
                text::cat("correct it in ", place.origin));
    }
}

void Registry::search_folder(const SearchPlace& place) {
    std::error_code error;
    std::vector<std::string> files;
    for (fs::directory_iterator entry(place.path, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".so") files.push_back(whole_name(entry->path()));
    if (error) refuse_place(place, "cannot be listed: " + error.message(), "let the user who runs sluice read it");
    std::ranges::sort(files);
    for (const std::string& file : files) add_file(file, false);
}

void Registry::refuse_place(const SearchPlace& place, std::string what, std::string next) {
    places_.push_back({whole_name(place.path), std::move(what), std::move(next), place.must_exist});
    log::debug(log_name, places_.back().sentence());
}

void Registry::add_file(const std::string& file, bool asked) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0) {
        const FileId id{status.st_dev, status.st_ino};
        if (std::ranges::find(known_, id) != known_.end()) return;
        known_.push_back(id);
    }
    auto candidate = std::make_unique<Candidate>();
    candidate->seen = inspect(file, user_);
    if (auto& refused = candidate->seen.refused) {
        refused->asked = asked;
        log::debug(log_name, refused->sentence());
    }
    candidates_.push_back(std::move(candidate));
}

const NodeEntry* Registry::builtin(const NodeType& type) const {
    const auto found = builtin_.find(type);
    return found == builtin_.end() ? nullptr : found->second;
}

std::vector<Registry::Candidate*> Registry::offering(const NodeType& type) {
    std::vector<Candidate*> all;
    for (const auto& candidate : candidates_)
        if (!candidate->seen.refused && std::ranges::binary_search(candidate->seen.types, type))
            all.push_back(candidate.get());
    return all;
}

const NodeEntry* Registry::load(Candidate& candidate, const NodeType& type) {
    if (!candidate.plugin) {
        log::debug(log_name, text::cat("loading ", candidate.seen.file, " for ", to_text(type)));
        auto loaded = LoadedPlugin::load(candidate.seen);
        if (auto* refused = std::get_if<Refusal>(&loaded)) {
            refused->asked = true;
            candidate.seen.refused = std::move(*refused);
            return nullptr;
        }
        candidate.plugin = std::make_unique<LoadedPlugin>(std::move(std::get<LoadedPlugin>(loaded)));
    }
    return candidate.plugin->find(type);
}

const NodeEntry* Registry::find(NodeKind kind, std::string_view type) {
    const NodeType wanted{kind, std::string(type)};
    const NodeEntry* own = builtin(wanted);
    const std::vector<Candidate*> all = offering(wanted);
    if (all.size() + (own ? 1 : 0) > 1) return nullptr;  // refusal() names them all
    return all.empty() ? own : load(*all.front(), wanted);
}

// Each type with those who offer it: files, and "sluice itself" first.
std::map<NodeType, std::vector<std::string>> Registry::offers() const {
    std::map<NodeType, std::vector<std::string>> all;
    for (const auto& [type, entry] : builtin_) all[type].push_back("sluice itself");
    for (const auto& candidate : candidates_)
        if (!candidate->seen.refused)
            for (const NodeType& type : candidate->seen.types) all[type].push_back(candidate->seen.file);
    return all;
}

std::optional<Refusal> Registry::conflict(const NodeType& type) const {
    const auto all = offers();
    const auto found = all.find(type);
    if (found == all.end() || found->second.size() < 2) return std::nullopt;
    const std::vector<std::string>& who = found->second;
    return Refusal{
        who.back(),
        text::cat("offers the ", to_text(type), ", and so does ", text::join({who.begin(), who.end() - 1}, " and ")),
        "take all but one out of the plugin path", false};
}

std::vector<std::string> Registry::types(NodeKind kind) {
    std::vector<std::string> names;
    for (const auto& [type, who] : offers())
        if (type.kind == kind) names.push_back(type.name);
    return names;
}

std::string Registry::refusal(NodeKind kind, std::string_view type) {
    const NodeType wanted{kind, std::string(type)};
    if (auto both = conflict(wanted)) return text::cat("its plugin ", both->file, " ", both->what, "; ", both->next);
    if (builtin(wanted)) return {};
    for (const auto& candidate : candidates_) {
        auto& seen = candidate->seen;
        if (!seen.refused) continue;
        // A file too damaged to name its types is most likely called after one.
        const bool offers_it = std::ranges::binary_search(seen.types, wanted) ||
                               (seen.types.empty() && fs::path(seen.file).stem() == wanted.name);
        if (!offers_it) continue;
        seen.refused->asked = true;
        return text::cat("its plugin ", seen.file, " was refused: ", seen.refused->what, "; ", seen.refused->next);
    }
    return {};
}

std::vector<Refusal> Registry::problems() const {
    std::vector<Refusal> all = places_;
    for (const auto& candidate : candidates_)
        if (candidate->seen.refused) all.push_back(*candidate->seen.refused);
    for (const auto& [type, who] : offers())
        if (auto both = conflict(type)) all.push_back(std::move(*both));
    std::ranges::stable_sort(all, {}, &Refusal::file);
    return all;
}

std::vector<PluginRow> Registry::plugins() const {
    std::vector<PluginRow> rows;
    for (const auto& candidate : candidates_) {
        const Inspection& seen = candidate->seen;
        PluginRow row{seen.file, fs::path(seen.file).stem().string(), seen.types, {}, candidate->plugin != nullptr};
        if (candidate->plugin) row.name = candidate->plugin->name();
        if (seen.refused) row.refused = text::cat(seen.refused->what, "; ", seen.refused->next);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace sluice::plugin
