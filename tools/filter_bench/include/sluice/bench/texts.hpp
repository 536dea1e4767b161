#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace sluice::bench {

/// What a config says behind one key: one text, or several of a list.
struct Written {
    Written(const char* text) : texts{text} {}
    Written(std::string text) : texts{std::move(text)} {}
    Written(std::initializer_list<std::string> list) : texts(list) {}

    std::vector<std::string> texts;
};

/// What a config says about one node: {{"n", "3"}, {"size", "640x480"}, {"area", {"[0, 0, 8, 8]", "[8, 8, 8, 8]"}}}.
/// Each text as it would stand in the YAML; paths begin at the current folder.
using Texts = std::map<std::string, Written, std::less<>>;

}  // namespace sluice::bench
