#include "tools/sluice/sub/frame_saver.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <system_error>

#include <sluice/error.hpp>
#include <sluice/format.hpp>
#include <sluice/unique_fd.hpp>

#include "base/text.hpp"

namespace sluice::tool {

namespace {

// 9999-12-31T23:59:59: beyond it the date has more digits than the name has room for.
constexpr std::int64_t last_second = 253402300799;

// Of a topic: front/jpeg/ is front. What is no name of a topic may hold anything.
std::string name_of(std::string_view topic) {
    std::string out(topic.substr(0, std::min<std::size_t>(topic.find('/'), 32)));
    for (char& c : out)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') c = '_';
    return out;
}

[[noreturn]] void fail(const std::string& path, int error) {
    throw Error(text::cat("cannot write ", path, ": ", text::errno_text(error)));
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int error = errno;
            ::unlink(path.c_str());
            fail(path, error);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

FrameSaver::FrameSaver(std::string folder) : folder_(std::move(folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (!std::filesystem::is_directory(folder_, error))
        throw Error(text::cat("cannot make the folder ", folder_, error ? ": " + error.message() : ": something else has that name"),
                    "choose another one for --save");
    if (::access(folder_.c_str(), W_OK | X_OK) != 0)
        throw Error(text::cat("cannot write into ", folder_, ": ", text::errno_text(errno)), "choose another one for --save");
}

void FrameSaver::save(std::string_view topic, const FrameHeader& header, std::string_view payload) {
    std::string path;
    const UniqueFd file(create(file_stem(topic, header), file_ending(header), path));
    write_all(file.get(), payload, path);
    ++saved_;
}

int FrameSaver::create(const std::string& stem, const std::string& ending, std::string& path) const {
    for (unsigned number = 1; number < 100'000; ++number) {
        const std::string suffix = number == 1 ? "" : text::cat('-', number);
        path = text::cat(folder_, '/', stem, suffix, ending);
        const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd >= 0) return fd;
        if (errno != EEXIST) fail(path, errno);
    }
    fail(path, EEXIST);
}

std::string file_stem(std::string_view topic, const FrameHeader& header) {
    std::int64_t seconds = header.wall_us / 1'000'000;
    const auto milliseconds = static_cast<int>(header.wall_us / 1000 % 1000);
    if (seconds > last_second) seconds = last_second;
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> date{};
    std::array<char, 128> out{};
    std::strftime(date.data(), date.size(), "%Y%m%dT%H%M%S", &parts);
    std::snprintf(out.data(), out.size(), "%s.%03dZ-%06" PRIu64, date.data(), milliseconds, header.seq);
    return text::cat(name_of(topic), '-', out.data());
}

std::string file_ending(const FrameHeader& header) {
    if (header.codec == "jpeg") return ".jpg";
    // Raw pixels do not tell how many there are.
    return format_named(header.codec) ? text::cat('.', header.width, 'x', header.height, '.', header.codec) : ".bin";
}

}  // namespace sluice::tool
