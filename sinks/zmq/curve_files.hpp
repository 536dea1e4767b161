#pragma once

#include <string>

namespace sluice::zmq_sink_parts {

/// `curve:` of a sink.
struct CurveFiles {
    std::string key;      ///< file with the server's secret key
    std::string clients;  ///< folder of the public keys of who may connect, *.key
};

}  // namespace sluice::zmq_sink_parts
