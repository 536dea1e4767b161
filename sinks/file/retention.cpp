#include "retention.hpp"

#include <algorithm>
#include <tuple>

namespace sluice::record {

namespace {
constexpr auto age = [](const auto& file) { return std::tuple(file.milliseconds, file.sequence, file.clash); };
constexpr auto older = [](const auto& a, const auto& b) { return age(a) < age(b); };
}  // namespace

Retention::Retention(Limits limits, Folders folders, std::size_t most_known)
    : limits_(limits), folders_(folders), most_known_(most_known) {
    look();
}

void Retention::look() {
    std::vector<Known> files;
    total_bytes_ = 0;
    all_known_ = true;
    for (std::size_t i = 0; i < folders_.size(); ++i)
        folders_[i]->scan([&](const FileName& name, std::uint64_t size) {
            total_bytes_ += size;
            files.push_back({name.milliseconds, name.sequence, size, i, name.clash, name.format});
            if (files.size() < 2 * most_known_) return;
            keep_oldest(files);
            all_known_ = false;
        });
    if (files.size() > most_known_) {
        keep_oldest(files);
        all_known_ = false;
    }
    std::sort(files.begin(), files.end(), older);
    known_.assign(files.begin(), files.end());
}

void Retention::keep_oldest(std::vector<Known>& files) const {
    const auto end = files.begin() + static_cast<std::ptrdiff_t>(most_known_);
    std::nth_element(files.begin(), end, files.end(), older);
    files.erase(end, files.end());
}

void Retention::add(std::size_t folder, const FileName& name, std::uint64_t size) {
    total_bytes_ += size;
    if (known_.size() >= most_known_) all_known_ = false;
    if (all_known_) known_.push_back({name.milliseconds, name.sequence, size, folder, name.clash, name.format});
}

bool Retention::beyond(const Known& oldest, std::int64_t now) const {
    const bool newest = all_known_ && known_.size() == 1;  // stays, even where it alone is more than the limit
    if (limits_.bytes && total_bytes_ > *limits_.bytes && !newest) return true;
    return limits_.milliseconds && oldest.milliseconds < now - *limits_.milliseconds;
}

int Retention::enforce(std::int64_t now) {
    for (;;) {
        if (known_.empty() && !all_known_) look();
        if (known_.empty() || !beyond(known_.front(), now)) return 0;
        const Known oldest = known_.front();
        if (const int error = folders_[oldest.folder]->remove({oldest.milliseconds, oldest.sequence, oldest.clash, oldest.format})) return error;
        known_.pop_front();
        total_bytes_ -= std::min<std::uint64_t>(total_bytes_, oldest.size);
    }
}

}  // namespace sluice::record
