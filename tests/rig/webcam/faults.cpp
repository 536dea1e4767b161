#include "faults.hpp"

#include <numeric>

namespace rig {
namespace {

bool is_nth(long frame, long every)
{
    return every > 0 && (frame + 1) % every == 0;
}

}  // namespace

Fault Faults::of(long frame) const
{
    Fault fault;
    fault.flagged = is_nth(frame, options_.error_every);
    if (is_nth(frame, options_.other_size_every))
        fault.bytes = Fault::other_size;
    else if (is_nth(frame, options_.truncate_every))
        fault.bytes = Fault::cut;
    else if (is_nth(frame, options_.no_end_every))
        fault.bytes = Fault::no_end;
    return fault;
}

long Faults::frames() const
{
    long sum = 0;
    for (const auto& kinds : counts_)
        sum = std::accumulate(kinds.begin(), kinds.end(), sum);
    return sum;
}

std::string Faults::counts() const
{
    static constexpr std::array<std::array<const char*, 4>, 2> names{
        {{"whole", "cut", "no_end", "other_size"},
         {"flagged", "flagged_cut", "flagged_no_end", "flagged_other_size"}}};
    std::string text = "frames=" + std::to_string(frames());
    for (std::size_t marked = 0; marked < names.size(); ++marked)
        for (std::size_t kind = 0; kind < names[marked].size(); ++kind)
            text += std::string(" ") + names[marked][kind] + "=" + std::to_string(counts_[marked][kind]);
    return text;
}

}  // namespace rig
