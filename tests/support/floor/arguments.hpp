#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

// A command line of these measuring programs: words, and options that each take a value.
class Arguments {
public:
    Arguments(int argc, char** argv, std::size_t words, const char* usage)
    {
        for (int i = 1; i < argc; ++i) {
            const std::string argument = argv[i];
            if (!argument.starts_with("--"))
                words_.push_back(argument);
            else if (i + 1 < argc)
                options_[argument] = argv[++i];
        }
        if (words_.size() == words)
            return;
        std::fprintf(stderr, "usage: %s\n", usage);
        std::exit(2);
    }

    const std::string& word(std::size_t place) const { return words_[place]; }
    std::string text(const std::string& option, const std::string& otherwise) const
    {
        const auto found = options_.find(option);
        return found == options_.end() ? otherwise : found->second;
    }
    double number(const std::string& option, double otherwise) const
    {
        const std::string value = text(option, "");
        return value.empty() ? otherwise : std::strtod(value.c_str(), nullptr);
    }

private:
    std::vector<std::string> words_;
    std::map<std::string, std::string> options_;
};
