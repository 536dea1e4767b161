#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "config/lines.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Builds our tree from a YAML parser's events, and says what that parser lets pass: duplicate keys,
/// merge keys, tags, values too many or too deep.
class YamlTree {
public:
    /// Thrown, after the mistake is in the report, where reading on makes no sense.
    struct GivenUp {};

    /// Who names one scalar or container: `tag` and `anchor` as the parser gives them.
    struct Marks {
        Spot spot;
        std::string tag;
        std::size_t anchor = 0;
    };

    YamlTree(std::string file, const Lines& lines, Report& report);

    void nothing(const Marks& marks);
    void scalar(const Marks& marks, const std::string& text);
    void alias(Spot spot, std::size_t anchor);
    void begin(Value::Kind kind, const Marks& marks);
    void end();

    [[nodiscard]] Place place(Spot spot) const;
    /// The keys that lead to where the parser is: "sources.front.device".
    [[nodiscard]] std::string path() const;
    [[nodiscard]] Value take() { return std::move(root_); }

private:
    struct Level {
        Value value;
        std::size_t anchor = 0;
        Key key;
        bool has_key = false;  ///< a key waits for its value
        bool skip = false;     ///< that value is not taken
    };

    void put(Value value, std::size_t anchor);
    void put_key(Level& level, const Value& value);
    void check_tag(const Marks& marks);
    void check_closed(const Marks& marks);
    void count(std::size_t more, const Place& place);
    [[noreturn]] void give_up(const Place& place, std::string what, std::string next = {});

    std::string file_;
    const Lines& lines_;
    Report& report_;
    Value root_;
    std::vector<Level> open_;
    std::map<std::size_t, Value> anchors_;
    std::size_t count_ = 0;
};

}  // namespace sluice::config
