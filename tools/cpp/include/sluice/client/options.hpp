#pragma once

#include <cstdint>
#include <string>

namespace sluice::client {

struct Options {
    /// Hand out each frame in its turn, however old. Otherwise the newest, and what waited behind it is passed over.
    bool every_frame = false;
    /// Messages kept while the program is busy; 0: 100, or 1000 with every_frame. Then the publisher drops, and it shows in lost().
    int queue = 0;
    /// For a publisher with `curve`: our own secret key file, and the publisher's public one.
    std::string key, server_key;
    /// Bytes; a publisher that sends a larger part is no publisher.
    std::int64_t most_bytes = 256 << 20;
};

}  // namespace sluice::client
