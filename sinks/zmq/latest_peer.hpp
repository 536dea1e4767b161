#pragma once

#include <string>

namespace sluice::zmq_sink_parts {

/// Who asked, and how its answer begins.
struct LatestPeer {
    std::string id;          ///< as the ROUTER socket calls it
    bool delimited = false;  ///< its request came behind an empty part, as a REQ socket sends it
    const void* connection = nullptr;  ///< for LatestSocket alone
};

}  // namespace sluice::zmq_sink_parts
