#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "file_name.hpp"
#include "picture_folder.hpp"

namespace sluice::record {

/// Which files there are and which of them are to go: the oldest first, over all folders of one sink.
/// It remembers the oldest ones only, so that a disk of millions of files costs no more memory; when
/// those are used up it looks at the folders again.
class Retention {
public:
    struct Limits {
        std::optional<std::uint64_t> bytes;         ///< all files together
        std::optional<std::int64_t> milliseconds;  ///< of age
    };
    using Folders = std::span<const std::unique_ptr<PictureFolder>>;

    /// `folders` live longer than this. Counts what they hold. `most_known`: files remembered.
    Retention(Limits limits, Folders folders, std::size_t most_known = 1 << 18);

    /// A file was written to folder `folder`.
    void add(std::size_t folder, const FileName& name, std::uint64_t size);
    /// Removes what is beyond the limits; `now` in ms since 1970. Returns 0, or the errno that stopped it.
    [[nodiscard]] int enforce(std::int64_t now);

    [[nodiscard]] std::uint64_t total_bytes() const noexcept { return total_bytes_; }

private:
    struct Known {
        std::int64_t milliseconds;
        std::uint64_t sequence;
        std::uint64_t size : 48, folder : 16;
        std::uint32_t clash;
        Format format;
    };

    void look();
    void keep_oldest(std::vector<Known>& files) const;
    [[nodiscard]] bool beyond(const Known& oldest, std::int64_t now) const;

    Limits limits_;
    Folders folders_;
    std::size_t most_known_;
    std::deque<Known> known_;  // the oldest first
    bool all_known_ = true;    // else there are younger files that are not in known_
    std::uint64_t total_bytes_ = 0;
};

}  // namespace sluice::record
