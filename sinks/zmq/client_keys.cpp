#include "client_keys.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include <sluice/error.hpp>

#include "key_file.hpp"

namespace sluice::zmq_sink_parts {

namespace {

// Whoever replaces the folder takes it away first; for so long its last state is believed.
constexpr auto patience = std::chrono::milliseconds(500);
constexpr std::size_t most_complaints = 16;

std::string fact_of(const std::string& name, const struct stat& status) {
    const auto time = [](const timespec& at) { return std::to_string(at.tv_sec) + "." + std::to_string(at.tv_nsec); };
    return name + '\n' + std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) + ' ' +
           std::to_string(status.st_mode) + ' ' + time(status.st_mtim) + ' ' + time(status.st_ctim);
}

}  // namespace

ClientKeys::ClientKeys(std::string folder) : folder_(std::move(folder)) {
    std::string trouble;
    Facts facts;
    if (!read_facts(facts, trouble)) throw Error(trouble, "make the folder and put the public key of each client into it");
    keys_ = read_keys(facts);
    facts_ = std::move(facts);
}

bool ClientKeys::read_facts(Facts& facts, std::string& trouble) const {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(folder_.c_str()), &::closedir);
    if (!folder) {
        trouble = "cannot read the clients' keys in " + folder_ + ": " + std::system_category().message(errno);
        return false;
    }
    errno = 0;
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string name = entry->d_name;
        struct stat status {};
        if (!name.ends_with(".key") || name.front() == '.') continue;
        if (::fstatat(::dirfd(folder.get()), name.c_str(), &status, 0) != 0) continue;
        facts.insert(fact_of(name, status));
        if (facts.size() > most_files) {
            trouble = folder_ + " has more than " + std::to_string(most_files) + " keys";
            return false;
        }
    }
    return true;
}

ClientKeys::Keys ClientKeys::read_keys(const Facts& facts) {
    Keys keys;
    for (const std::string& fact : facts) {
        const std::string name = fact.substr(0, fact.find('\n'));
        try {
            keys.insert(read_key_file(folder_ + "/" + name, false).public_key);
        } catch (const Error& error) {
            // Of a file that stays as it is, once.
            if (!facts_.contains(fact)) complaints_.push_back(std::string("ignored: ") + error.what());
        }
    }
    return keys;
}

ClientKeys::Change ClientKeys::look(Clock::time_point now) {
    Change change;
    Facts facts;
    std::string trouble;
    if (!read_facts(facts, trouble)) {
        if (missing_since_ == Clock::time_point{}) missing_since_ = now;
        if (now - missing_since_ < patience) return change;
        if (!std::exchange(told_missing_, true)) change.trouble = std::move(trouble);
        facts.clear();
    } else {
        missing_since_ = {};
        told_missing_ = false;
    }
    if (facts == facts_) return change;
    Keys keys = read_keys(facts);
    std::ranges::set_difference(keys, keys_, std::back_inserter(change.added));
    std::ranges::set_difference(keys_, keys, std::back_inserter(change.removed));
    keys_ = std::move(keys);
    facts_ = std::move(facts);
    return change;
}

std::vector<std::string> ClientKeys::take_complaints() {
    if (complaints_.size() > most_complaints) {
        const std::string rest = "and " + std::to_string(complaints_.size() - most_complaints) + " more files that are no keys";
        complaints_.resize(most_complaints);
        complaints_.push_back(rest);
    }
    return std::exchange(complaints_, {});
}

}  // namespace sluice::zmq_sink_parts
