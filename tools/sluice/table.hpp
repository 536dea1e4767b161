#pragma once

#include <string>
#include <vector>

namespace sluice::tool {

/// Columns as wide as their widest cell, two spaces between them; the last one ends where it ends.
/// Cells are UTF-8 and printable already.
class Table {
public:
    explicit Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    /// All rows, each with its line end.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace sluice::tool
