#include "folder_reader.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>

#include <sluice/error.hpp>

#include "jpeg_splitter.hpp"

namespace sluice::replay {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_jpeg_name(std::string_view name) {
    if (name.starts_with('.')) return false;  // somebody's half-written file
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return false;
    return strcasecmp(name.data() + dot, ".jpg") == 0 || strcasecmp(name.data() + dot, ".jpeg") == 0;
}

/// As many bytes as there are, up to the end of `into`; -1 with errno.
ssize_t read_all(int fd, std::span<std::byte> into) {
    std::size_t have = 0;
    while (have < into.size()) {
        const ssize_t got = ::pread(fd, into.data() + have, into.size() - have, static_cast<off_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(have);
}

Reading skipped(const char* reason, std::string line) { return {Reading::Kind::skipped, 0, reason, std::move(line)}; }

}  // namespace

bool naturally_before(const char* a, const char* b) noexcept {
    const char *p = a, *q = b;
    while (*p != 0 && *q != 0) {
        if (is_digit(*p) && is_digit(*q)) {
            while (*p == '0' && is_digit(p[1])) ++p;
            while (*q == '0' && is_digit(q[1])) ++q;
            std::size_t m = 0, n = 0;
            while (is_digit(p[m])) ++m;
            while (is_digit(q[n])) ++n;
            const int order = m != n ? (m < n ? -1 : 1) : std::memcmp(p, q, m);
            if (order != 0) return order < 0;
            p += m;
            q += n;
            continue;
        }
        if (*p != *q) return static_cast<unsigned char>(*p) < static_cast<unsigned char>(*q);
        ++p;
        ++q;
    }
    if (*p != *q) return *p == 0;
    return std::strcmp(a, b) < 0;
}

FolderReader::FolderReader(Fd folder, const std::string& path) : folder_(std::move(folder)) { list(path); }

void FolderReader::list(const std::string& path) {
    const int again = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const auto close = [](DIR* dir) { ::closedir(dir); };
    const std::unique_ptr<DIR, decltype(close)> dir(again < 0 ? nullptr : ::fdopendir(again), close);
    if (!dir) throw Error("cannot list " + path + ": " + error_text(errno), "look at its permissions");
    while (const dirent* entry = ::readdir(dir.get())) {
        if (!is_jpeg_name(entry->d_name)) continue;
        starts_.push_back(names_.size());
        names_.append(entry->d_name).push_back('\0');
    }
    if (starts_.empty()) throw Error("the folder " + path + " holds no JPEG", "put *.jpg or *.jpeg files there, or name an .mjpeg file");
    std::sort(starts_.begin(), starts_.end(),
              [this](std::size_t a, std::size_t b) { return naturally_before(names_.data() + a, names_.data() + b); });
}

Reading FolderReader::read(BlockPool& pool) {
    if (next_ == starts_.size()) return {};
    const std::string file = name(next_++);
    // O_NONBLOCK: a FIFO of that name must not hold the lane up.
    const Fd fd(::openat(folder_.get(), file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0) return skipped("unreadable", "cannot read " + file + ": " + error_text(errno) + "; skipped");
    if (!S_ISREG(info.st_mode)) return skipped("unreadable", file + " is not a file; skipped");
    if (info.st_size == 0) return skipped("empty", file + " is empty; skipped");
    if (static_cast<std::uint64_t>(info.st_size) > most_bytes) return skipped("too large", file + " is larger than 64 MiB; skipped");
    const std::span<std::byte> room = pool.take(static_cast<std::size_t>(info.st_size));
    const ssize_t got = read_all(fd.get(), room.first(static_cast<std::size_t>(info.st_size)));
    if (got < 0) return skipped("unreadable", "cannot read " + file + ": " + error_text(errno) + "; skipped");
    return {Reading::Kind::picture, static_cast<std::size_t>(got), "", {}};
}

Size FolderReader::first_size() {
    BlockPool pool;
    Size size;
    if (const Reading reading = read(pool); reading.kind == Reading::Kind::picture) {
        const Bytes bytes = pool.hand_out(reading.size);
        const JpegSplit split = split_jpeg(bytes.view(), true);
        if (split.kind == JpegSplit::Kind::picture) size = {split.width, split.height};
    }
    rewind();
    return size;
}

}  // namespace sluice::replay
