#include "tools/sluice/doctor/machine.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

#include "base/text.hpp"
#include "tools/sluice/printable.hpp"

namespace sluice::tool {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char between) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, between);) out.push_back(part);
    return out;
}

template <typename T>
std::optional<T> number_of(const std::string& text, int base = 10) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt;
}

std::string first_line(const fs::path& file) {
    std::string line;
    std::ifstream in(file);
    std::getline(in, line);
    return line;
}

/// Which process has which socket; other users' processes show theirs to root alone.
std::map<std::string, std::string> socket_holders(const std::string& proc) {
    std::map<std::string, std::string> out;
    std::error_code error;
    for (fs::directory_iterator at(proc, error), end; !error && at != end; at.increment(error)) {
        const std::string pid = at->path().filename();
        if (!number_of<int>(pid)) continue;
        std::error_code refused;
        for (fs::directory_iterator file(at->path() / "fd", refused); !refused && file != fs::directory_iterator(); file.increment(refused)) {
            std::error_code gone;
            const std::string target = fs::read_symlink(file->path(), gone);
            if (!target.starts_with("socket:[")) continue;
            out.emplace(target.substr(8, target.size() - 9), text::cat(printable(first_line(at->path() / "comm"), 40), " (pid ", pid, ")"));
        }
    }
    return out;
}

/// "0100007F:15B3" as the kernel writes it: words in this machine's byte order. An IPv6 address other than "any" is
/// no rival of ours: zmq binds to IPv4.
std::optional<Listener> listener_of(const std::string& local) {
    const std::vector<std::string> parts = split(local, ':');
    if (parts.size() != 2) return std::nullopt;
    const auto port = number_of<std::uint16_t>(parts[1], 16);
    if (!port) return std::nullopt;
    Listener out{"", *port, ""};
    if (parts[0].find_first_not_of('0') == std::string::npos) return out;
    const auto word = number_of<std::uint32_t>(parts[0], 16);
    if (parts[0].size() != 8 || !word) return std::nullopt;
    const in_addr address{*word};
    std::array<char, INET_ADDRSTRLEN> text{};
    if (!::inet_ntop(AF_INET, &address, text.data(), text.size())) return std::nullopt;
    out.address = text.data();
    return out;
}

}  // namespace

Machine this_machine() {
    Machine out;
    out.survey.open = [](const std::string& path) { return ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC); };
    out.survey.control = [](int fd, unsigned long request, void* argument) { return ::ioctl(fd, request, argument); };
    if (const passwd* entry = ::getpwuid(::geteuid())) out.user = entry->pw_name;
    out.root = ::geteuid() == 0;
    const int count = ::getgroups(0, nullptr);
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(count, 0)));
    if (count > 0 && ::getgroups(count, groups.data()) == count) out.memberships.assign(groups.begin(), groups.end());
    out.memberships.push_back(::getegid());
    timex query{};
    const int state = ::adjtimex(&query);
    out.clock_synchronised = state >= 0 && state != TIME_ERROR;
    return out;
}

std::optional<double> available_memory(const Machine& machine) {
    std::ifstream in(machine.survey.proc + "/meminfo");
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string name;
        double kib = 0;
        if (words >> name >> kib && name == "MemAvailable:") return kib * 1024;
    }
    return std::nullopt;
}

Membership membership_in(const Machine& machine, const std::string& group) {
    std::ifstream in(machine.groups);
    for (std::string line; std::getline(in, line);) {
        const std::vector<std::string> fields = split(line, ':');  // name:password:id:members
        if (fields.size() < 3 || fields[0] != group) continue;
        const auto id = number_of<unsigned>(fields[2]);
        if (id && std::find(machine.memberships.begin(), machine.memberships.end(), *id) != machine.memberships.end()) return Membership::member;
        const std::vector<std::string> members = fields.size() > 3 ? split(fields[3], ',') : std::vector<std::string>();
        return std::find(members.begin(), members.end(), machine.user) != members.end() ? Membership::after_login : Membership::none;
    }
    return Membership::no_such_group;
}

std::vector<Listener> tcp_listeners(const Machine& machine) {
    constexpr const char* listening = "0A";
    std::vector<Listener> out;
    const auto holders = socket_holders(machine.survey.proc);
    for (const char* table : {"/net/tcp", "/net/tcp6"}) {
        std::ifstream in(machine.survey.proc + table);
        std::string line;
        std::getline(in, line);  // the heading
        while (std::getline(in, line)) {
            // sl local remote state queues timer retransmits uid timeout inode
            std::istringstream words(line);
            std::vector<std::string> fields;
            for (std::string word; words >> word;) fields.push_back(word);
            if (fields.size() < 10 || fields[3] != listening) continue;
            auto listener = listener_of(fields[1]);
            if (!listener) continue;
            const auto holder = holders.find(fields[9]);
            if (holder != holders.end()) listener->holder = holder->second;
            out.push_back(*listener);
        }
    }
    return out;
}

}  // namespace sluice::tool
