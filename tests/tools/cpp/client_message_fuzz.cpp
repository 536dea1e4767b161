// Input: a topic, a line's end, a byte for the size of the payload, the header: that of wire_reader_fuzz, whose seeds fit. See
// jpeg_check_fuzz.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <sluice/client.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace client = sluice::client;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(client::fields::certificate_value(text, "public-key"));
    const auto line = text.find('\n');
    if (line == std::string_view::npos || line + 1 >= size) return 0;
    const std::size_t payload = data[line + 1];
    const auto message = client::read_message(text.substr(0, line), text.substr(line + 2), payload);
    if (!message || !message->frame) return 0;
    for (const client::Plane& plane : message->frame->planes)
        if (plane.offset + plane.stride * plane.rows > payload) std::abort();
    static_cast<void>(client::latency_of(*message->frame, "a", "a", 0, 0));
    return 0;
}
