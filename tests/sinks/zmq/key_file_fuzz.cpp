// Key files, and libzmq's question about a key: whatever the bytes are, one error or a key that is one.
#include <zmq.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include <sluice/error.hpp>

#include "sinks/zmq/key_file.hpp"
#include "sinks/zmq/zap_request.hpp"

using namespace sluice::zmq_sink_parts;

namespace {

bool is_key(const std::string& text) {
    std::array<unsigned char, 32> bytes{};
    return text.size() == 40 && zmq_z85_decode(bytes.data(), text.c_str());
}

void read_as_file(const std::string& text) {
    for (const bool secret : {false, true}) {
        try {
            const KeyPair pair = parse_key_file(text, secret, "file");
            if (!is_key(pair.public_key) || is_key(pair.secret_key) != secret) std::abort();
        } catch (const sluice::Error&) {
        }
    }
}

// Parts end where a byte 0xff stands.
void read_as_request(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char one : text) {
        if (one == '\xff')
            parts.emplace_back();
        else
            parts.back() += one;
    }
    if (const auto request = parse_zap_request(parts); request && !is_key(request->public_key)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    read_as_file(text);
    read_as_request(text);
    return 0;
}
