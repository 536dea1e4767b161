#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/params.hpp>

#include "config/param_set.hpp"
#include "config/report.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Reads the values of one map as declared parameters want them; keys that were not declared are not
/// looked at (see check_keys). A declaration that contradicts itself throws std::logic_error.
class ParamReader {
public:
    ParamReader(const Value& map, const Place& place, Report& report) : map_(map), place_(place), report_(report) {}

    /// Every one of them, absent ones by their default. nullptr where something was wrong.
    [[nodiscard]] std::shared_ptr<ParamSet> read(const std::vector<Param>& params);
    /// The same, also where something was wrong: whoever asks for that is thrown Unreadable.
    [[nodiscard]] std::shared_ptr<ParamSet> read_legible(const std::vector<Param>& params);
    /// Those that are written, for a map that need not be whole (`defaults`).
    void check_written(const std::vector<Param>& params);

private:
    std::vector<ParamValue> read(const Param& param, const Value& value);
    void read_one(const Param& param, const Value& value, std::vector<ParamValue>& out);
    void read_points(const Value& value, std::vector<ParamValue>& out);
    void read_map(const Param& param, const Value& value, std::vector<ParamValue>& out);
    bool is_in_range(const Param& param, const ParamValue& read, const Value& value);
    bool find_path(const Param& param, ParamValue& read, const Value& value);
    void refuse(const Param& param, const Value& value);
    [[nodiscard]] std::vector<ParamValue> fallback(const Param& param);

    const Value& map_;
    Place place_;  ///< of what the map belongs to, for what is missing in it
    Report& report_;
    std::size_t absent_in_maps_ = 0;  ///< paths in maps that lead nowhere; which keys the map has is legible all the same
};

/// Says which keys of a map nobody knows, with the nearest one that is known.
void check_keys(const Value& map, const std::vector<std::string>& known, Report& report);

/// "did you mean mjpeg?", empty where nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The words of "a|b|c".
[[nodiscard]] std::vector<std::string> words_of(const char* words);

/// A key of a map parameter, and what its value is: "key:file" of its declaration.
struct MapKey {
    std::string name;
    ParamKind kind = ParamKind::text;
};
[[nodiscard]] std::vector<MapKey> map_keys_of(const char* words);

}  // namespace sluice::config
