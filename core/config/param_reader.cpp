#include "config/param_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "config/kinds.hpp"
#include "config/overrides.hpp"
#include "config/paths.hpp"

namespace sluice::config {

namespace fs = std::filesystem;

namespace {

bool takes(const Param& param, ParamKind kind) { return param.kind == kind || param.other == kind; }

// The words that stand for a value; a map's are its keys.
std::vector<std::string> values_among(const Param& param) {
    return takes(param, ParamKind::map) ? std::vector<std::string>() : words_of(param.words);
}

// A region is a list itself: several are a list of lists.
bool is_several(const Param& param, const Value& value) {
    if (!param.list || !value.is_list()) return false;
    return !takes(param, ParamKind::region) || value.items.empty() || value.items[0].is_list();
}

std::string range_of(const std::string& least, const std::string& most) {
    if (!least.empty() && !most.empty()) return text::cat("write ", least, " to ", most);
    return least.empty() ? text::cat("write ", most, " or less") : text::cat("write ", least, " or more");
}

std::string forms(const Param& param, const std::vector<std::string>& words) {
    std::string out;
    if (param.kind == ParamKind::boolean) out = "write true or false";
    if (param.kind == ParamKind::whole && param.most) out = range_of(param.least ? param.least : "", param.most);
    if (!out.empty() && param.kind == param.other) return out;
    if (const std::string_view form = kinds::form(param.kind); out.empty() && !form.empty())
        out = text::cat("write it like ", form);
    if (const std::string_view form = kinds::form(param.other); param.other != param.kind && !form.empty())
        out += text::cat(out.empty() ? "write it like " : ", or like ", form);
    if (!out.empty() && !words.empty()) out += text::cat(", or ", text::join(words, ", "));
    return out;
}

void set_place(Value& value, const Place& place, const std::string& where) {
    value.place = place;
    value.where = where;
    for (Value& item : value.items) set_place(item, place, where);
}

[[noreturn]] void bad_declaration(const Param& param, std::string_view what) {
    throw std::logic_error(text::cat("the declaration of parameter ", param.name, " ", what));
}

// A limit is written in one of the kinds the parameter takes; it bounds values of that kind.
std::optional<ParamValue> limit(const Param& param, const char* written, ParamKind kind) {
    Value value;
    value.kind = Value::Kind::scalar;
    value.text = written;
    if (!ParamValue::of(param.kind, value) && !ParamValue::of(param.other, value))
        bad_declaration(param, text::cat("has the limit ", written, ", which it would not take itself"));
    return ParamValue::of(kind, value);
}

}  // namespace

std::shared_ptr<ParamSet> ParamReader::read(const std::vector<Param>& params) {
    const std::size_t before = report_.count();
    auto set = read_legible(params);
    return report_.count() == before ? set : nullptr;
}

std::shared_ptr<ParamSet> ParamReader::read_legible(const std::vector<Param>& params) {
    auto set = std::make_shared<ParamSet>(params);
    for (const Param& param : params) {
        const Value* value = map_.is_map() ? map_.find(param.name) : nullptr;
        if (value) {
            const std::size_t before = report_.count() - absent_in_maps_;
            set->set(param.name, read(param, *value));
            if (report_.count() - absent_in_maps_ != before) set->spoil(param.name, !value->is_empty());
        } else if (param.default_text) {
            set->set(param.name, fallback(param));
        } else if (param.required) {
            report_.mistake(place_, map_.where, text::cat(param.name, " is missing"),
                            text::cat("write ", param.name, ": ... (", param.help, ")"));
            set->spoil(param.name, false);
        }
    }
    return set;
}

void ParamReader::check_written(const std::vector<Param>& params) {
    for (const Param& param : params)
        if (const Value* value = map_.find(param.name)) (void)read(param, *value);
}

std::vector<ParamValue> ParamReader::fallback(const Param& param) {
    // Through the same door as what users write, so that a default means what its text would.
    Report report;
    std::optional<Value> value = inline_value(param.default_text, report);
    if (!value) bad_declaration(param, text::cat("has a default that cannot be read: ", param.default_text));
    set_place(*value, place_, below(map_.where, param.name));
    if (param.kind == ParamKind::file) {
        // Whether it is there is for the node to find out: nobody wrote it.
        const auto path = absolute_path(*value, report_);
        return path ? std::vector<ParamValue>{{ParamKind::file, *path, {}}} : std::vector<ParamValue>{};
    }
    ParamReader reader(map_, place_, report);
    std::vector<ParamValue> values = reader.read(param, *value);
    if (report.count() > 0)
        bad_declaration(param, text::cat("has a wrong default: ", to_text(report.mistakes().front())));
    return values;
}

std::vector<ParamValue> ParamReader::read(const Param& param, const Value& value) {
    std::vector<ParamValue> out;
    if (param.list && takes(param, ParamKind::points)) bad_declaration(param, "wants several lists of points");
    if (param.list && takes(param, ParamKind::map)) bad_declaration(param, "wants several maps");
    if (value.kind == Value::Kind::nothing) {
        report_.mistake(value, "no value", "write one, or remove the key");
    } else if (is_several(param, value)) {
        if (value.items.empty()) report_.mistake(value, "an empty list", "write a value, or remove the key");
        for (const Value& item : value.items) read_one(param, item, out);
    } else if (takes(param, ParamKind::points) && value.is_list()) {
        read_points(value, out);
    } else if (takes(param, ParamKind::map) && value.is_map()) {
        read_map(param, value, out);
    } else {
        read_one(param, value, out);
    }
    return out;
}

void ParamReader::read_points(const Value& value, std::vector<ParamValue>& out) {
    if (value.items.empty()) report_.mistake(value, "an empty list", "write a value, or remove the key");
    for (const Value& item : value.items) {
        if (std::optional<ParamValue> read = ParamValue::of(ParamKind::points, item)) {
            out.push_back(std::move(*read));
        } else {
            report_.mistake(item, text::cat(kind_words(item), " is not a point"), "write it like [x, y] in pixels");
        }
    }
}

void ParamReader::read_map(const Param& param, const Value& value, std::vector<ParamValue>& out) {
    if (value.items.empty()) report_.mistake(value, "an empty map", "write { name: value }, or remove the key");
    const std::vector<MapKey> known = map_keys_of(param.words);
    std::vector<std::string> names;
    for (const MapKey& each : known) names.push_back(each.name);
    if (param.words) check_keys(value, names, report_);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        const Value& item = value.items[i];
        const std::string& key = value.keys[i].text;
        if (key.empty()) {
            report_.mistake(value.keys[i].place, value.where, "an empty name", "write name: value");
        } else if (item.is_empty() || (item.is_scalar() && item.text.empty())) {
            report_.mistake(item, "no value", "write one, or remove the key");
        } else if (!item.is_scalar()) {
            report_.mistake(item, text::cat(kind_words(item), " where one value belongs"), text::cat("write ", printable(key), ": value"));
        } else {
            const auto declared = std::ranges::find(known, key, &MapKey::name);
            const ParamKind kind = declared == known.end() ? ParamKind::text : declared->kind;
            ParamValue read{kind, item.text, {}, key};
            const std::size_t before = report_.count();
            if (!find_path(Param{param.name, kind, param.help}, read, item) && !read.text.starts_with('/')) continue;
            absent_in_maps_ += report_.count() - before;
            read.kind = ParamKind::map;
            out.push_back(std::move(read));
        }
    }
}

void ParamReader::read_one(const Param& param, const Value& value, std::vector<ParamValue>& out) {
    const std::vector<std::string> words = values_among(param);
    if (param.kind == ParamKind::choice && words.empty()) bad_declaration(param, "has no words to choose from");
    if (value.is_scalar() && std::find(words.begin(), words.end(), value.text) != words.end()) {
        out.push_back({ParamKind::choice, value.text, {}});
        return;
    }
    for (const ParamKind kind : {param.kind, param.other}) {
        if (kind == ParamKind::points || kind == ParamKind::map) continue;  // one pair alone is no list of them
        std::optional<ParamValue> read = ParamValue::of(kind, value);
        if (!read) continue;
        if (is_in_range(param, *read, value) && find_path(param, *read, value)) out.push_back(std::move(*read));
        return;
    }
    refuse(param, value);
}

bool ParamReader::is_in_range(const Param& param, const ParamValue& read, const Value& value) {
    const auto least = param.least ? limit(param, param.least, read.kind) : std::nullopt;
    const auto most = param.most ? limit(param, param.most, read.kind) : std::nullopt;
    const bool too_small = least && is_less(read, *least);
    const bool too_large = most && is_less(*most, read);
    if (!too_small && !too_large) return true;
    const std::string what = too_small ? text::cat(printable(value.text), " is less than ", least->text)
                                       : text::cat(printable(value.text), " is more than ", most->text);
    report_.mistake(value, what, range_of(least ? least->text : "", most ? most->text : ""));
    return false;
}

bool ParamReader::find_path(const Param& param, ParamValue& read, const Value& value) {
    if (read.kind != ParamKind::file && read.kind != ParamKind::folder) return true;
    std::optional<std::string> path = absolute_path(value, report_);
    if (!path) return false;
    read.text = *path;
    std::error_code error;
    const fs::file_status status = fs::status(*path, error);
    const bool there = fs::exists(status);
    if (read.kind == ParamKind::file && !there) {
        const bool relative = !value.text.starts_with('/');
        report_.mistake(value, text::cat("no file ", printable(*path)),
                        relative ? "paths begin at the folder of the file that writes them" : "");
        return false;
    }
    if (there && takes(param, ParamKind::file) && takes(param, ParamKind::folder)) {
        read.kind = fs::is_directory(status) ? ParamKind::folder : ParamKind::file;
    } else if (there && fs::is_directory(status) != (read.kind == ParamKind::folder)) {
        const bool folder = read.kind == ParamKind::folder;
        report_.mistake(value, text::cat(printable(*path), folder ? " is a file" : " is a folder"),
                        folder ? "name a folder" : "name a file");
        return false;
    }
    return true;
}

void ParamReader::refuse(const Param& param, const Value& value) {
    const std::vector<std::string> words = values_among(param);
    const bool only_words = param.kind == ParamKind::choice && param.other == ParamKind::choice;
    std::string next = value.is_scalar() ? did_you_mean(value.text, words) : std::string();
    if (only_words) {
        report_.mistake(value, text::cat(kind_words(value), " is not one of ", text::join(words, ", ")), next);
        return;
    }
    if (next.empty()) next = forms(param, words);
    const bool composed = takes(param, ParamKind::region) || takes(param, ParamKind::points) || takes(param, ParamKind::map);
    if (!value.is_scalar() && !(composed && value.is_list())) {
        report_.mistake(value, text::cat(kind_words(value), " where one value belongs"), next);
    } else if (param.kind == param.other && value.is_scalar()) {
        report_.mistake(value, text::cat(in_quotes(value.text), " ", kinds::complaint(param.kind, value.text)), next);
    } else {
        const std::string kind = param.kind == param.other
                                     ? std::string(kinds::name(param.kind))
                                     : text::cat(kinds::name(param.kind), " or ", kinds::name(param.other));
        report_.mistake(value, text::cat(kind_words(value), " is not ", kind), next);
    }
}

void check_keys(const Value& map, const std::vector<std::string>& known, Report& report) {
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        const std::string& key = map.keys[i].text;
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        // The value knows where it was written, the map may have been put together from several.
        const std::string& own = map.items[i].where;
        const std::size_t tail = printable(key).size() + 1;
        const std::string where = own.size() >= tail ? own.substr(0, own.size() - tail) : std::string();
        const std::string first_word = key.substr(0, key.find(' '));
        std::string what = text::cat("unknown key ", in_quotes(key));
        std::string next = did_you_mean(key, known);
        if (next.empty()) next = known.empty() ? "remove it" : text::cat("known here: ", text::join(known, ", "));
        if (const std::string space = lacking_space(key); !space.empty()) {
            what = space;
            next.clear();
        } else if (first_word != key && std::find(known.begin(), known.end(), first_word) != known.end()) {
            what = text::cat(in_quotes(key), " lacks a colon");
            next = text::cat("write ", first_word, ": ", printable(key.substr(first_word.size() + 1)));
        }
        report.mistake(map.keys[i].place, where, what, next);
    }
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const std::string near = text::nearest(word, candidates);
    return near.empty() ? std::string() : text::cat("did you mean ", printable(near), "?");
}

std::vector<std::string> words_of(const char* words) {
    std::vector<std::string> out;
    std::string_view rest = words ? words : "";
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        out.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

std::vector<MapKey> map_keys_of(const char* words) {
    std::vector<MapKey> out;
    for (const std::string& word : words_of(words)) {
        const std::size_t colon = word.find(':');
        const std::string_view kind = colon == std::string::npos ? std::string_view() : std::string_view(word).substr(colon + 1);
        out.push_back({word.substr(0, colon), kind == "file" ? ParamKind::file : kind == "folder" ? ParamKind::folder : ParamKind::text});
    }
    return out;
}

}  // namespace sluice::config
