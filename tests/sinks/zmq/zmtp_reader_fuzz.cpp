// Any bytes of a subscriber, in any pieces: nothing is read outside them, no frame is larger than it may be, and the same bytes
// are the same frames however they arrive.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "sinks/zmq/zmtp_command.hpp"
#include "sinks/zmq/zmtp_reader.hpp"

using namespace sluice::zmq_sink_parts;

namespace {

std::vector<std::string> frames_of(const unsigned char* data, std::size_t size, std::size_t piece) {
    ZmtpReader reader;
    std::vector<std::string> frames;
    while (size > 0 && reader.fault() == ZmtpReader::Fault::none) {
        const auto room = reader.room();
        if (room.empty()) std::abort();
        const std::size_t now = std::min({piece, size, room.size()});
        std::memcpy(room.data(), data, now);
        data += now;
        size -= now;
        reader.filled(now);
        while (const auto frame = reader.next()) {
            if (frame->body.size() > ZmtpReader::most_body) std::abort();
            frames.emplace_back(reinterpret_cast<const char*>(frame->body.data()), frame->body.size());
            const auto command = frame->command ? parse_command(frame->body) : std::nullopt;
            if (!command) continue;
            if (command->name.size() + command->data.size() + 1 != frame->body.size()) std::abort();
            if (const auto type = socket_type_of(command->data)) frames.emplace_back(*type);
        }
    }
    return frames;
}

}  // namespace

// A byte for the size of the pieces. Then what follows a greeting, or with an odd first byte all of it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 1) return 0;
    const std::size_t piece = std::max<std::size_t>(data[0] >> 1, 1);
    std::string bytes = data[0] & 1 ? std::string() : zmtp_greeting();
    bytes.append(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto* all = reinterpret_cast<const unsigned char*>(bytes.data());
    if (frames_of(all, bytes.size(), piece) != frames_of(all, bytes.size(), bytes.size())) std::abort();
    return 0;
}
