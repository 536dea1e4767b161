#include "plugin/node_maker.hpp"

#include <exception>
#include <new>
#include <string>

#include <sluice/error.hpp>

#include "base/text.hpp"

namespace sluice::plugin {
namespace {

constexpr std::string_view bug = "this is a bug of that node type, tell its author";

template <typename Node>
std::unique_ptr<Node> make(std::unique_ptr<Node> (*maker)(const Params&), const NodeEntry& entry, const Params& params,
                           std::string_view node) {
    const std::string where = text::cat(node, ": constructor of ", entry.type, ": ");
    std::unique_ptr<Node> made;
    try {
        made = maker(params);
    } catch (const Error& failure) {
        throw Error(where + failure.what());  // meant for the user, next step and all
    } catch (const std::bad_alloc&) {
        throw Error(where + "out of memory", "give it smaller parameters, or the machine more memory");
    } catch (const std::exception& problem) {
        throw Error(where + problem.what(), bug);
    } catch (...) {
        throw Error(where + "threw what is no std::exception", bug);
    }
    if (!made) throw Error(where + "made nothing", bug);
    return made;
}

}  // namespace

std::unique_ptr<Source> make_source(const NodeEntry& entry, const Params& params, std::string_view node) {
    return make<Source>(entry.make_source, entry, params, node);
}
std::unique_ptr<Filter> make_filter(const NodeEntry& entry, const Params& params, std::string_view node) {
    return make<Filter>(entry.make_filter, entry, params, node);
}
std::unique_ptr<Sink> make_sink(const NodeEntry& entry, const Params& params, std::string_view node) {
    return make<Sink>(entry.make_sink, entry, params, node);
}

}  // namespace sluice::plugin
