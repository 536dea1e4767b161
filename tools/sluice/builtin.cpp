#include "tools/sluice/builtin.hpp"

#include "sinks/file/file_sink.hpp"
#include "sinks/null/null_sink.hpp"
#include "sinks/zmq/latest_sink.hpp"
#include "sinks/zmq/zmq_sink.hpp"
#include "sources/file/file_source.hpp"
#include "sources/pattern/pattern_source.hpp"
#include "sources/v4l2/v4l2_source.hpp"
#include "sources/zmq/zmq_source.hpp"

namespace sluice::tool {

void add_builtins(plugin::Registry& registry) {
    for (const NodeEntry* entry : {&v4l2_source, &pattern_source, &file_source, &zmq_source, &zmq_sink, &zmq_latest_sink, &file_sink, &null_sink})
        registry.add_builtin(*entry);
}

}  // namespace sluice::tool
