#include "config/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include <sluice/unique_fd.hpp>

#include "base/text.hpp"

namespace sluice::config {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;  // configs are kilobytes; the YAML parser is not made for more

void too_large(const std::string& file, Report& report) {
    report.mistake({file}, {}, "larger than 1 MiB; this is no config file");
}

// Length of the well-formed UTF-8 character at the front (RFC 3629), 0 where there is none.
std::size_t character(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = at(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xC0) != 0x80) return 0;
    // Overlong forms, surrogates, beyond U+10FFFF.
    const unsigned second = at(1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return length;
}

bool is_text(const std::string& file, std::string_view text, Report& report) {
    int line = 1;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = text[i] == '\0' ? 0 : character(text.substr(i));
        if (length == 0) {
            const bool nul = text[i] == '\0';
            report.mistake({file, line}, {}, nul ? "a NUL byte; this is no text" : "not UTF-8; save the file as UTF-8");
            return false;
        }
        if (text[i] == '\n') ++line;
        i += length;
    }
    return true;
}

}  // namespace

std::optional<std::string> read_text(const std::string& file, std::string_view text, Report& report) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.size() > most_bytes) {
        too_large(file, report);
        return std::nullopt;
    }
    if (!is_text(file, text, report)) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> read_file(const std::string& file, Report& report) {
    const auto refuse = [&](const std::string& what) {
        report.mistake({file}, {}, what);
        return std::nullopt;
    };
    // O_NONBLOCK: opening a fifo nobody writes to would wait for ever.
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0) {
        if (errno == ENOENT) return refuse("no such file; name a config file");
        return refuse(text::cat("cannot be opened: ", text::errno_text(errno)));
    }
    ::fcntl(fd.get(), F_SETFL, 0);  // a pipe whose writer is slower than we are: `run <(envsubst ...)`
    struct stat status {};
    if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) return refuse("a folder; name a config file in it");
    std::string content;
    std::array<char, 16384> block{};
    while (content.size() <= most_bytes + 3) {
        const ssize_t got = ::read(fd.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(text::cat("cannot be read: ", text::errno_text(errno)));
        if (got == 0) break;
        content.append(block.data(), static_cast<std::size_t>(got));
    }
    return read_text(file, content, report);
}

}  // namespace sluice::config
