#include "curve_client.hpp"

#include <zmq.h>

#include <cerrno>

#include <sluice/error.hpp>

#include "key_file.hpp"

namespace sluice::zmq_sink_parts {

namespace {

void set_key(void* socket, int option, const std::string& key) {
    if (zmq_setsockopt(socket, option, key.c_str(), key.size() + 1) != 0)
        throw Error(std::string("cannot use the key: ") + zmq_strerror(errno), "use a libzmq that was built with libsodium");
}

}  // namespace

void set_curve_client(void* socket, const std::string& key_file, const std::string& server_key_file) {
    const KeyPair own = read_key_file(key_file, true);
    set_key(socket, ZMQ_CURVE_SERVERKEY, read_key_file(server_key_file, false).public_key);
    set_key(socket, ZMQ_CURVE_PUBLICKEY, own.public_key);
    set_key(socket, ZMQ_CURVE_SECRETKEY, own.secret_key);
}

}  // namespace sluice::zmq_sink_parts
