#include "tools/sluice/new_plugin/plugin_folder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <fstream>
#include <utility>

#include <sluice/error.hpp>

#include "base/text.hpp"
#include "plugin/node_type.hpp"
#include "tools/sluice/new_plugin/templates.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

namespace fs = std::filesystem;

// What CMake, and sluice's own package, call something else.
constexpr std::array reserved = {"all", "clean", "edit_cache", "help", "install", "package", "package_source",
                                 "preinstall", "rebuild_cache", "sluice", "test"};

std::string replaced(std::string_view text, const std::string& name) {
    const std::pair<std::string_view, std::string> words[] = {{"@name@", name}, {"@Name@", class_name(name)}};
    std::string out(text);
    for (const auto& [word, by] : words)
        for (std::size_t at = 0; (at = out.find(word, at)) != out.npos; at += by.size()) out.replace(at, word.size(), by);
    return out;
}

// templates/plugin_test.cpp is NAME_test.cpp; a .gitignore there would be git's own.
std::string file_name(std::string_view file, const std::string& name) {
    if (file == "gitignore") return ".gitignore";
    return file.starts_with("plugin") ? text::cat(name, file.substr(6)) : std::string(file);
}

void write(const fs::path& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw Error(text::cat("cannot write ", path.string(), ": ", text::errno_text(errno)), "see whether the disk is full");
}

}  // namespace

std::string class_name(std::string_view name) {
    std::string out;
    bool upper = true;
    for (const char c : name) {
        if (c != '_') out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = c == '_';
    }
    return out;
}

std::string name_mistake(std::string_view name, const std::vector<std::string>& taken) {
    const std::string shown = printable(name, 60);
    if (!plugin::is_type_name(name))
        return text::cat(shown, " is no name of a node type; write small letters, digits and _, a letter first");
    if (std::ranges::find(reserved, name) != reserved.end())
        return text::cat(shown, " means something else to CMake; choose another name");
    if (std::ranges::find(taken, name) != taken.end())
        return text::cat("there is a node type ", shown, " already; choose another name (sluice nodes lists those taken)");
    return {};
}

std::vector<std::string> write_plugin_folder(const fs::path& in, const std::string& name) {
    std::error_code error;
    const fs::path folder = in / name;
    if (!fs::is_directory(in, error)) throw Error(text::cat("there is no folder ", printable(in.string())), "make it, or correct --in");
    if (!fs::create_directory(folder, error)) {
        if (!error) throw Error(text::cat(printable(folder.string()), " is there already"), "choose another name, or move it away");
        throw Error(text::cat("cannot make ", printable(folder.string()), ": ", error.message()), "name a folder you may write to with --in");
    }
    std::vector<std::string> files;
    for (const Template& one : new_plugin_templates()) {
        files.push_back(file_name(one.file, name));
        write(folder / files.back(), replaced(one.text, name));
    }
    return files;
}

}  // namespace sluice::tool
