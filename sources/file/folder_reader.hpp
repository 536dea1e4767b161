#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fd.hpp"
#include "reader.hpp"

namespace sluice::replay {

/// The *.jpg and *.jpeg of one folder (letter case aside, no hidden files), in natural order: runs of
/// digits count by their value, so frame9 comes before frame10. The names are read once, at the start;
/// of the files only the one that is due.
class FolderReader final : public Reader {
public:
    /// Takes an opened folder; throws Error where it holds no JPEG.
    FolderReader(Fd folder, const std::string& path);

    [[nodiscard]] Reading read(BlockPool& pool) override;
    void rewind() override { next_ = 0; }
    [[nodiscard]] Size first_size() override;

private:
    [[nodiscard]] const char* name(std::size_t i) const { return names_.data() + starts_[i]; }
    void list(const std::string& path);

    Fd folder_;
    std::string names_;  // ended by 0 each; hundreds of thousands of small strings would cost far more
    std::vector<std::size_t> starts_;
    std::size_t next_ = 0;
};

/// Whether `a` comes before `b`: digits by value, all else by byte, equal values by byte too.
[[nodiscard]] bool naturally_before(const char* a, const char* b) noexcept;

}  // namespace sluice::replay
