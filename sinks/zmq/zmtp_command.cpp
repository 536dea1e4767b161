#include "zmtp_command.hpp"

#include <strings.h>

#include <algorithm>
#include <cstdint>

#include "zmtp_words.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr std::size_t most_context = 16;

std::string_view text_of(std::span<const std::byte> bytes) noexcept { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// The first `size` bytes of `rest`, which then begins after them.
std::optional<std::span<const std::byte>> take(std::span<const std::byte>& rest, std::size_t size) noexcept {
    if (rest.size() < size) return std::nullopt;
    const auto taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
}

// Behind its size, of one or of four bytes.
std::optional<std::string_view> take_text(std::span<const std::byte>& rest, std::size_t bytes_of_size) noexcept {
    const auto number = take(rest, bytes_of_size);
    if (!number) return std::nullopt;
    std::uint32_t size = 0;
    for (const std::byte one : *number) size = size << 8 | std::to_integer<std::uint32_t>(one);
    const auto text = take(rest, size);
    return text ? std::optional(text_of(*text)) : std::nullopt;
}

// Names of properties may be written in any case.
bool is_same(std::string_view one, std::string_view other) noexcept {
    return one.size() == other.size() && ::strncasecmp(one.data(), other.data(), one.size()) == 0;
}

std::string command_frame(std::string_view name, std::string_view data) {
    std::string text;
    add_frame_head(text, zmtp::command, 1 + name.size() + data.size());
    text += static_cast<char>(name.size());
    return text.append(name).append(data);
}

}  // namespace

std::optional<ZmtpCommand> parse_command(std::span<const std::byte> body) noexcept {
    const auto name = take_text(body, 1);
    return name ? std::optional(ZmtpCommand{*name, body}) : std::nullopt;
}

std::optional<std::string_view> socket_type_of(std::span<const std::byte> properties) noexcept {
    while (!properties.empty()) {
        const auto name = take_text(properties, 1);
        const auto value = name ? take_text(properties, 4) : std::nullopt;
        if (!value) return std::nullopt;
        if (is_same(*name, zmtp::socket_type)) return value;
    }
    return std::nullopt;
}

std::string zmtp_greeting() {
    std::string text(zmtp::greeting_size, '\0');
    text[0] = static_cast<char>(zmtp::signature_first);
    text[zmtp::signature_size - 1] = static_cast<char>(zmtp::signature_last);
    text[zmtp::signature_size] = static_cast<char>(zmtp::version);
    std::ranges::copy(zmtp::null_mechanism, text.begin() + zmtp::mechanism_at);
    return text;
}

std::string zmtp_ready() {
    constexpr std::string_view value = "PUB";
    std::string property(1, static_cast<char>(zmtp::socket_type.size()));
    property.append(zmtp::socket_type).append(3, '\0').append(1, static_cast<char>(value.size())).append(value);
    return command_frame(zmtp::ready, property);
}

std::string zmtp_pong(std::span<const std::byte> context) {
    return command_frame(zmtp::pong, text_of(context.first(std::min(context.size(), most_context))));
}

void add_frame_head(std::string& text, unsigned flags, std::size_t size) {
    const bool is_long = size > zmtp::most_short;
    text += static_cast<char>(flags | (is_long ? zmtp::long_size : 0));
    for (int shift = is_long ? 56 : 0; shift >= 0; shift -= 8) text += static_cast<char>(static_cast<std::uint64_t>(size) >> shift & 0xff);
}

}  // namespace sluice::zmq_sink_parts
