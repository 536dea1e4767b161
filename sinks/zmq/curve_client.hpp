#pragma once

#include <string>

namespace sluice::zmq_sink_parts {

/// Makes a socket that is not connected yet a CURVE client: `key_file` holds its own secret key, `server_key_file` the
/// server's public one. Throws Error(what, next). [the socket's thread]
void set_curve_client(void* socket, const std::string& key_file, const std::string& server_key_file);

}  // namespace sluice::zmq_sink_parts
