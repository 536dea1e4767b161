#include "picture_folder.hpp"

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <limits>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sluice/error.hpp>

namespace sluice::record {

namespace {

constexpr std::string_view hidden_end = ".part";
constexpr std::uint32_t most_clashes = 1000;
constexpr std::time_t leftover_age = 60;  // seconds; another program may be writing the younger ones

std::string hidden_name(const std::string& name) { return std::string(".").append(name).append(hidden_end); }

bool is_hidden_name(std::string_view name) {
    if (!name.starts_with('.') || !name.ends_with(hidden_end) || name.size() <= 1 + hidden_end.size()) return false;
    return parse_file_name(name.substr(1, name.size() - 1 - hidden_end.size())).has_value();
}

/// Calls `each` with the name of everything in the folder; on any thread, as readdir of an own stream is.
template <typename Each>
void list(int folder, const Each& each) {
    const int fd = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    const auto close = [](DIR* dir) { ::closedir(dir); };
    const std::unique_ptr<DIR, decltype(close)> dir(::fdopendir(fd), close);
    if (!dir) {
        ::close(fd);
        return;
    }
    while (const dirent* entry = ::readdir(dir.get())) each(entry->d_name);
}

int write_all(int fd, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : ENOSPC;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

PictureFolder::PictureFolder(std::string path) : path_(std::move(path)) {
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    if (error) throw Error("cannot create the folder " + path_ + ": " + error.message(), "look at the permissions of the folder above it");
    if (::access(path_.c_str(), W_OK | X_OK) != 0)
        throw Error("cannot write to " + path_ + ": " + std::generic_category().message(errno), "give this user write permission, or name another path");
    fd_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd_ < 0)
        throw Error("cannot open the folder " + path_ + ": " + std::generic_category().message(errno), "look at its permissions");
    remove_leftovers();
}

PictureFolder::~PictureFolder() {
    if (fd_ >= 0) ::close(fd_);
}

void PictureFolder::remove_leftovers() const {
    const std::time_t now = std::time(nullptr);
    list(fd_, [&](const char* name) {
        struct stat info {};
        if (is_hidden_name(name) && ::fstatat(fd_, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && now - info.st_mtime > leftover_age)
            ::unlinkat(fd_, name, 0);
    });
}

int PictureFolder::write(FileName& name, std::span<const std::byte> bytes) const {
    for (; name.clash < most_clashes; ++name.clash) {
        const std::string text = name.text();
        const std::string hidden = hidden_name(text);
        int error = write_hidden(hidden, bytes);
        if (error == EEXIST) continue;  // somebody else writes that very name
        if (error == 0) error = publish(hidden, text);
        if (error == 0) return 0;
        ::unlinkat(fd_, hidden.c_str(), 0);
        if (error != EEXIST) return error;
    }
    return EEXIST;
}

int PictureFolder::write_hidden(const std::string& hidden, std::span<const std::byte> bytes) const {
    const int fd = ::openat(fd_, hidden.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return errno;
    int error = write_all(fd, bytes);
    if (::close(fd) != 0 && error == 0 && errno != EINTR) error = errno;  // NFS and quotas tell it here
    return error == EEXIST ? EIO : error;
}

/// Gives the file its name, never over another file: EEXIST.
int PictureFolder::publish(const std::string& hidden, const std::string& name) const {
    if (::renameat2(fd_, hidden.c_str(), fd_, name.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // The file system (NFS, some FUSE) cannot do that in one step.
    if (::linkat(fd_, hidden.c_str(), fd_, name.c_str(), 0) == 0) {
        ::unlinkat(fd_, hidden.c_str(), 0);
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK) return errno;
    if (::faccessat(fd_, name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
    return ::renameat(fd_, hidden.c_str(), fd_, name.c_str()) == 0 ? 0 : errno;
}

int PictureFolder::remove(const FileName& name) const {
    if (::unlinkat(fd_, name.text().c_str(), 0) == 0 || errno == ENOENT) return 0;
    return errno;
}

void PictureFolder::scan(const std::function<void(const FileName&, std::uint64_t)>& each) const {
    list(fd_, [&](const char* text) {
        const std::optional<FileName> name = parse_file_name(text);
        struct stat info {};
        if (name && ::fstatat(fd_, text, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode))
            each(*name, static_cast<std::uint64_t>(info.st_size));
    });
}

std::uint64_t PictureFolder::free_bytes() const {
    struct statvfs info {};
    if (::fstatvfs(fd_, &info) != 0) return std::numeric_limits<std::uint64_t>::max();
    return std::uint64_t{info.f_bavail} * info.f_frsize;
}

}  // namespace sluice::record
