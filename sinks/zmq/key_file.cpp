#include "key_file.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <sluice/error.hpp>

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::size_t most_bytes = 16 << 10;
constexpr std::size_t key_length = 40;
constexpr std::string_view remake = "make a new pair with sluice keys NAME";

std::string errno_text(int error) { return std::system_category().message(error); }

class Fd {
public:
    explicit Fd(int fd) noexcept : fd_(fd) {}
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

// https://rfc.zeromq.org/spec/32
bool is_z85(std::string_view text) {
    constexpr std::string_view others = ".-:+=^!/*?&<>()[]{}@%$#";
    for (const char one : text)
        if (!((one >= '0' && one <= '9') || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || others.find(one) != others.npos)) return false;
    std::array<std::uint8_t, 32> bytes{};
    return text.size() == key_length && zmq_z85_decode(bytes.data(), std::string(text).c_str()) != nullptr;
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char one) { return one == ' ' || one == '\t' || one == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// ZPL (https://rfc.zeromq.org/spec/4): a value stands in quotes of either kind, or in none.
std::string_view unquoted(std::string_view value) {
    if (value.size() < 2 || (value.front() != '"' && value.front() != '\'')) return value;
    const auto end = value.find(value.front(), 1);
    return end == std::string_view::npos ? value : value.substr(1, end - 1);
}

void take_key(std::string& key, std::string_view value, const char* what, const std::string& name) {
    if (!key.empty()) throw Error(name + " has two lines " + what, remake);
    if (!is_z85(value)) throw Error(name + ": its " + what + " is no key of 40 Z85 characters", "copy the file again, or " + std::string(remake));
    key = value;
}

void take_line(std::string_view line, bool& in_curve, KeyPair& pair, bool secret_too, const std::string& name) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') return;
    const bool indented = line.front() == ' ' || line.front() == '\t';
    const auto equals = text.find('=');
    const std::string_view key = trimmed(text.substr(0, equals));
    if (!indented) in_curve = key == "curve";
    if (!indented || !in_curve || equals == std::string_view::npos) return;
    const std::string_view value = unquoted(trimmed(text.substr(equals + 1)));
    if (key == "public-key") take_key(pair.public_key, value, "public-key", name);
    if (key == "secret-key" && secret_too) take_key(pair.secret_key, value, "secret-key", name);
}

std::string read_bounded(int fd, const std::string& path) {
    std::string text(most_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error("cannot read " + path + ": " + errno_text(errno), "name a key file");
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

void check_owner(const struct stat& status, const std::string& path) {
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        throw Error(path + " belongs to another user, who could read or replace the secret key", "chown it to the user that runs this program");
    if ((status.st_mode & 077) != 0) throw Error(path + " can be read by others than its owner", "chmod 600 " + path);
}

std::string file_text(const KeyPair& pair, bool secret) {
    std::string text = secret ? "# CURVE certificate with the SECRET key: keep it on this machine, and give it to nobody.\n"
                              : "# CURVE certificate, public: give it to those who are to know this key.\n";
    // Both readers in use want the section first, and four spaces before what is in it.
    text += "\nmetadata\ncurve\n    public-key = \"" + pair.public_key + "\"\n";
    if (secret) text += "    secret-key = \"" + pair.secret_key + "\"\n";
    return text;
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) throw std::system_error(errno, std::system_category());
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0) throw std::system_error(errno, std::system_category());
}

// Never over a file that is there; the name appears with its whole content or not at all.
void put_in_place(const std::string& from, const std::string& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
    if (errno == EINVAL || errno == ENOSYS) {  // a file system that cannot
        if (::link(from.c_str(), to.c_str()) == 0) {
            ::unlink(from.c_str());
            return;
        }
    }
    const int error = errno;
    ::unlink(from.c_str());
    if (error == EEXIST) throw Error(to + " exists already", "choose another name, or move it away");
    throw Error("cannot write " + to + ": " + errno_text(error), "choose a folder you may write");
}

void write_file(const std::string& path, std::string_view text, mode_t mode) {
    std::string scratch = path + ".XXXXXX";
    const Fd fd(::mkostemp(scratch.data(), O_CLOEXEC));
    if (fd.get() < 0) throw Error("cannot write " + path + ": " + errno_text(errno), "choose a folder that is there and that you may write");
    try {
        if (::fchmod(fd.get(), mode) != 0) throw std::system_error(errno, std::system_category());
        struct stat status {};
        if (::fstat(fd.get(), &status) != 0 || (status.st_mode & 0777) != mode)
            throw Error("cannot close " + path + " to others: its file system knows no permissions", "choose a folder on another one");
        write_all(fd.get(), text);
    } catch (const std::system_error& error) {
        ::unlink(scratch.c_str());
        throw Error("cannot write " + path + ": " + errno_text(error.code().value()), "choose a folder you may write");
    } catch (...) {
        ::unlink(scratch.c_str());
        throw;
    }
    put_in_place(scratch, path);
}

void check_name(const std::string& name) {
    const auto fits = [](char one) {
        return (one >= '0' && one <= '9') || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '-' || one == '_' || one == '.';
    };
    bool all = !name.empty() && name.size() <= 64 && name.front() != '.' && name.front() != '-';
    for (const char one : name) all = all && fits(one);
    if (!all) throw Error("the name of a key has 1 to 64 letters, digits, - _ and .", "write it like sluice keys viewer");
}

}  // namespace

KeyPair parse_key_file(std::string_view text, bool need_secret, const std::string& name) {
    if (text.size() > most_bytes) throw Error(name + " is too large for a key file", "name a file that sluice keys has made");
    if (text.find('\0') != std::string_view::npos) throw Error(name + " is no text", "name a file that sluice keys has made");
    KeyPair pair;
    bool in_curve = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty()) take_line(line, in_curve, pair, need_secret, name);
    }
    if (pair.public_key.empty()) throw Error(name + " has no public-key", "name a file that sluice keys has made");
    if (!need_secret) return pair;
    if (pair.secret_key.empty()) throw Error(name + " has no secret-key", "name the file whose name ends in .key_secret");
    std::array<char, key_length + 1> derived{};
    if (zmq_curve_public(derived.data(), pair.secret_key.c_str()) != 0 || pair.public_key != derived.data())
        throw Error(name + ": its two keys do not belong together", remake);
    return pair;
}

KeyPair read_key_file(const std::string& path, bool need_secret) {
    // Not blocking, for a path may lead to a pipe.
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd.get() < 0) throw Error("cannot open " + path + ": " + errno_text(errno), errno == ENOENT ? "sluice keys NAME makes key files" : "let this user read it");
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) throw Error(path + " is no file", "name a key file");
    // What is in it first: the public one of a pair needs another name, not other rights.
    KeyPair pair = parse_key_file(read_bounded(fd.get(), path), need_secret, path);
    if (need_secret) check_owner(status, path);
    return pair;
}

KeyPair new_key_pair() {
    std::array<char, key_length + 1> public_key{}, secret_key{};
    if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0) throw Error("libzmq was built without CURVE", "use one with libsodium");
    return {public_key.data(), secret_key.data()};
}

void write_key_files(const std::string& folder, const std::string& name, const KeyPair& pair) {
    check_name(name);
    const std::string path = (folder.empty() ? "." : folder) + "/" + name + ".key";
    if (::access(path.c_str(), F_OK) == 0) throw Error(path + " exists already", "choose another name, or move it away");
    write_file(path + "_secret", file_text(pair, true), 0600);
    try {
        write_file(path, file_text(pair, false), 0644);
    } catch (...) {
        ::unlink((path + "_secret").c_str());
        throw;
    }
}

}  // namespace sluice::zmq_sink_parts
