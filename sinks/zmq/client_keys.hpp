#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/clock.hpp>

namespace sluice::zmq_sink_parts {

/// The public keys in a folder, *.key, and what changes there. [one thread at a time]
class ClientKeys {
public:
    static constexpr std::size_t most_files = 4096;

    /// Reads it; throws Error(what, next) where there is no folder or it cannot be read.
    explicit ClientKeys(std::string folder);

    [[nodiscard]] bool allows(std::string_view public_key) const { return keys_.contains(public_key); }
    [[nodiscard]] std::size_t count() const noexcept { return keys_.size(); }
    [[nodiscard]] const std::string& folder() const noexcept { return folder_; }

    /// What look() found.
    struct Change {
        std::vector<std::string> added, removed;  ///< public keys
        std::string trouble;                      ///< the folder cannot be read: nobody is allowed any more. Told once
    };
    /// Reads the folder again where anything in it is not as it was.
    [[nodiscard]] Change look(Clock::time_point now);

    /// Files that were no key files, with the reason; each is told once.
    [[nodiscard]] std::vector<std::string> take_complaints();

private:
    using Facts = std::set<std::string>;  // a line per file: name, inode, size, times
    using Keys = std::set<std::string, std::less<>>;

    [[nodiscard]] bool read_facts(Facts& facts, std::string& trouble) const;
    [[nodiscard]] Keys read_keys(const Facts& facts);

    std::string folder_;
    Keys keys_;
    Facts facts_;
    std::vector<std::string> complaints_;
    Clock::time_point missing_since_{};
    bool told_missing_ = false;
};

}  // namespace sluice::zmq_sink_parts
