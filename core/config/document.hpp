#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "config/config.hpp"

namespace sluice::config {

/// One `--set path.to.key=value`.
struct Override {
    std::string text;
};

/// The files as written, laid over each other, with every value's place. Reading and checking are two
/// steps because plugins, which say what a node's parameters are, are named in between. [start]
class Document {
public:
    struct Reading;

    /// Reads the files in order, lays each over the one before, map by map, applies the overrides,
    /// fills in ${ENV}. Never throws for what a user wrote: see mistakes().
    static Document read(const std::vector<std::string>& files, const std::vector<Override>& overrides);

    /// The same of one text in memory: `name` stands in places, and relative paths begin in its folder.
    static Document read_text(const std::string& name, std::string_view text,
                              const std::vector<Override>& overrides = {});

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    [[nodiscard]] const Process& process() const noexcept;

    /// Everything that is wrong, from reading and checking, sorted by place; empty: `config` is whole.
    /// Warnings are not mistakes: the file runs.
    struct Result {
        Config config;
        Mistakes mistakes;
        Mistakes warnings;
    };
    [[nodiscard]] Result check(Catalogue& catalogue) const;

private:
    explicit Document(std::unique_ptr<Reading> reading);
    std::unique_ptr<Reading> reading_;
};

}  // namespace sluice::config
