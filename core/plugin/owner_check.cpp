#include "plugin/owner_check.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/text.hpp"

namespace sluice::plugin {
namespace {

std::string octal(mode_t mode) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%04o", static_cast<unsigned>(mode & 07777));
    return digits;
}

// `whose` is what comes between "anybody may write to " and the reason: "it" or "its folder /x".
std::optional<Refusal> check(const std::string& path, const std::string& told, const std::string& whose, uid_t user) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return Refusal{told, text::cat("cannot be looked at: ", text::errno_text(errno)),
                       "let the user who runs sluice read it"};
    if (status.st_mode & S_IWOTH)
        return Refusal{told, text::cat("anybody may write to ", whose, " (mode ", octal(status.st_mode), ")"),
                       text::cat("chmod o-w ", path)};
    if (status.st_uid == 0 || status.st_uid == user) return std::nullopt;
    const std::string runner = user == 0 ? "not to root" : text::cat("neither to root nor to uid ", user);
    return Refusal{told, text::cat(whose, " belongs to uid ", status.st_uid, ", ", runner, ", who runs sluice"),
                   text::cat("chown root ", path)};
}

}  // namespace

std::optional<Refusal> check_owner(const std::string& file, uid_t user) { return check(file, file, "it", user); }

std::optional<Refusal> check_folder_owner(const std::string& file, uid_t user) {
    const std::string folder = std::filesystem::path(file).parent_path().string();
    return check(folder, file, text::cat("its folder ", folder), user);
}

}  // namespace sluice::plugin
