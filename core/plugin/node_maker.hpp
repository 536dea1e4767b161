#pragma once

#include <memory>
#include <string_view>

#include <sluice/entry.hpp>

namespace sluice::plugin {

/// Run a node's constructor. Whatever it throws, `throw 42` included, becomes an Error that names
/// the node and its type: "calm: constructor of every_nth: ...". Never give nullptr. [start]
[[nodiscard]] std::unique_ptr<Source> make_source(const NodeEntry& entry, const Params& params, std::string_view node);
[[nodiscard]] std::unique_ptr<Filter> make_filter(const NodeEntry& entry, const Params& params, std::string_view node);
[[nodiscard]] std::unique_ptr<Sink> make_sink(const NodeEntry& entry, const Params& params, std::string_view node);

}  // namespace sluice::plugin
