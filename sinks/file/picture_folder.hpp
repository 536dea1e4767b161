#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "file_name.hpp"

namespace sluice::record {

/// One folder that frames are written to.
class PictureFolder {
public:
    /// Creates it and what is above it where absent; removes what a crash left half-written. Throws Error.
    explicit PictureFolder(std::string path);
    ~PictureFolder();
    PictureFolder(const PictureFolder&) = delete;
    PictureFolder& operator=(const PictureFolder&) = delete;

    /// Writes a new file and never over another: where the name is taken, `name.clash` is counted up.
    /// Nobody sees it before it is whole. Returns 0 or an errno; then nothing of it is left.
    [[nodiscard]] int write(FileName& name, std::span<const std::byte> bytes) const;
    /// Returns 0 or an errno; a file that is gone already is as good as removed.
    [[nodiscard]] int remove(const FileName& name) const;
    /// Calls `each` for every file that is ours.
    void scan(const std::function<void(const FileName&, std::uint64_t size)>& each) const;
    /// What an unprivileged program may still write to this disk, bytes; the largest number where the disk does not say.
    [[nodiscard]] std::uint64_t free_bytes() const;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    void remove_leftovers() const;
    [[nodiscard]] int write_hidden(const std::string& hidden, std::span<const std::byte> bytes) const;
    [[nodiscard]] int publish(const std::string& hidden, const std::string& name) const;

    std::string path_;
    int fd_ = -1;
};

}  // namespace sluice::record
