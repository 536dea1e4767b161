#include "modes.hpp"

#include <sstream>
#include <stdexcept>

namespace rig {
namespace {

FrameMode parse_mode(const std::string& text)
{
    FrameMode mode;
    std::istringstream in(text);
    char by = 0;
    char at = 0;
    char next = '+';
    in >> mode.width >> by >> mode.height >> at;
    while (in && next == (mode.any_between ? '-' : '+')) {
        double rate = 0;
        in >> rate;
        mode.rates.push_back(rate);
        if (!(in >> next))
            break;
        mode.any_between = next == '-';
    }
    const bool whole = in.eof() && !mode.rates.empty() && std::ranges::min(mode.rates) >= 1;
    if (by != 'x' || at != '@' || !whole || mode.width < 1 || mode.height < 1 ||
        (mode.any_between && mode.rates.size() != 2))
        throw std::invalid_argument("--modes needs parts like 1280x720@30, 640x480@30+15 or 320x240@5-30, not '" +
                                    text + "'");
    return mode;
}

}  // namespace

std::vector<FrameMode> parse_modes(const std::string& text)
{
    std::vector<FrameMode> modes;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
        modes.push_back(parse_mode(part));
    return modes;
}

}  // namespace rig
