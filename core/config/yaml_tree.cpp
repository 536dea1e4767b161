#include "config/yaml_tree.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace sluice::config {

namespace {

constexpr std::size_t most_values = 20000;  // aliases of aliases grow without end
constexpr std::size_t most_levels = 64;

std::size_t size_of(const Value& value) {
    std::size_t size = 1;
    for (const Value& item : value.items) size += size_of(item);
    return size;
}

std::size_t depth_of(const Value& value) {
    std::size_t depth = 0;
    for (const Value& item : value.items) depth = std::max(depth, depth_of(item));
    return depth + 1;
}

// The parser tells null, ~ and nothing at all as the same event; only the text knows.
std::string_view null_word(std::string_view rest) {
    for (const std::string_view word : {"null", "Null", "NULL", "~"})
        if (rest.starts_with(word) && (rest.size() == word.size() || rest.find_first_of(" \t,]}:") == word.size()))
            return word;
    return {};
}

// Whether the quoted scalar that begins here ends somewhere: the parser takes the end of the file for it.
bool is_closed(const Lines& lines, Spot begin) {
    const char sign = rest_at(lines, begin)[0];
    for (int number = begin.line; static_cast<std::size_t>(number) < lines.size(); ++number) {
        const std::string_view line = line_at(lines, number);
        std::size_t i = number == begin.line ? static_cast<std::size_t>(begin.column) + 1 : 0;
        for (; i < line.size(); ++i) {
            if (sign == '"' && line[i] == '\\') {
                ++i;
            } else if (line[i] == sign) {
                if (sign == '"' || i + 1 >= line.size() || line[i + 1] != sign) return true;
                ++i;
            }
        }
    }
    return false;
}

}  // namespace

YamlTree::YamlTree(std::string file, const Lines& lines, Report& report)
    : file_(std::move(file)), lines_(lines), report_(report) {}

Place YamlTree::place(Spot spot) const {
    if (file_ == "--set") return {file_};
    return {file_, spot.line + 1, column_of(lines_, spot)};
}

std::string YamlTree::path() const {
    std::string path;
    for (const Level& level : open_)
        if (level.value.is_map() && !level.key.text.empty()) path = below(path, level.key.text);
    return path;
}

void YamlTree::nothing(const Marks& marks) {
    Value value;
    value.place = place(marks.spot);
    const std::string_view word = null_word(rest_at(lines_, marks.spot));
    if (!word.empty()) {
        value.kind = Value::Kind::scalar;
        value.text = word;
    } else if (!open_.empty() && open_.back().has_key) {
        value.place = open_.back().key.place;  // the parser gives the place of what comes next
    }
    put(std::move(value), marks.anchor);
}

void YamlTree::scalar(const Marks& marks, const std::string& text) {
    check_tag(marks);
    Value value;
    value.kind = Value::Kind::scalar;
    value.plain = marks.tag == "?";
    value.text = text;
    value.place = place(marks.spot);
    if (!value.plain) check_closed(marks);
    put(std::move(value), marks.anchor);
}

void YamlTree::alias(Spot spot, std::size_t anchor) {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) give_up(place(spot), "a YAML reference to what it is part of");
    if (open_.size() + depth_of(found->second) > most_levels)
        give_up(place(spot), text::cat("nested deeper than ", most_levels, " levels"));
    count(size_of(found->second), place(spot));
    put(found->second, 0);
}

void YamlTree::begin(Value::Kind kind, const Marks& marks) {
    check_tag(marks);
    if (open_.size() >= most_levels)
        give_up(place(marks.spot), text::cat("nested deeper than ", most_levels, " levels"));
    Level level;
    level.value.kind = kind;
    level.value.place = place(marks.spot);
    level.anchor = marks.anchor;
    open_.push_back(std::move(level));
}

void YamlTree::end() {
    Level level = std::move(open_.back());
    open_.pop_back();
    put(std::move(level.value), level.anchor);
}

void YamlTree::put(Value value, std::size_t anchor) {
    count(1, value.place);
    if (anchor != 0) anchors_[anchor] = value;
    if (open_.empty()) {
        root_ = std::move(value);
        return;
    }
    Level& level = open_.back();
    if (level.value.is_list()) {
        level.value.items.push_back(std::move(value));
    } else if (!level.has_key) {
        put_key(level, value);
    } else {
        if (!level.skip) level.value.add(level.key, std::move(value));
        level.has_key = level.skip = false;
    }
}

void YamlTree::put_key(Level& level, const Value& value) {
    level.key.text.clear();
    const std::string where = path();
    level.has_key = true;
    level.key = {value.text, value.place};
    if (value.is_map() || value.is_list())
        give_up(level.value.place, "a key must be a word",
                value.is_map() ? "write \"${NAME}\" where {{ NAME }} was meant" : "");
    if (!value.is_scalar() || value.text.empty()) give_up(value.place, "a colon without a key before it");
    if (value.text == "<<") {
        report_.mistake(value.place, where, "merge keys (<<) are not known here",
                        "put what nodes share under defaults:, or repeat it");
        level.skip = true;
        return;
    }
    for (const Key& key : level.value.keys)
        if (key.text == value.text) {
            report_.mistake(value.place, where,
                            text::cat(in_quotes(value.text), " is written twice, first in line ", key.place.line),
                            "keep one of them");
            level.skip = true;
            return;
        }
}

void YamlTree::check_tag(const Marks& marks) {
    const std::string& tag = marks.tag;
    if (tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str") return;
    give_up(place(marks.spot), text::cat("a YAML tag (", printable(tag.substr(0, 40)), ") means nothing here"),
            "remove it, or put the value in quotes");
}

void YamlTree::check_closed(const Marks& marks) {
    const std::string_view rest = rest_at(lines_, marks.spot);
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'') || is_closed(lines_, marks.spot)) return;
    give_up(place(marks.spot), text::cat("this ", rest[0], " is never closed"));
}

void YamlTree::count(std::size_t more, const Place& place) {
    count_ += more;
    if (count_ > most_values) give_up(place, text::cat("more than ", most_values, " values"), "this is no config file");
}

void YamlTree::give_up(const Place& place, std::string what, std::string next) {
    report_.mistake(place, path(), std::move(what), std::move(next));
    throw GivenUp{};
}

}  // namespace sluice::config
