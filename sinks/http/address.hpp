#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::http_sink_parts {

/// A `bind:` address taken apart.
struct Address {
    std::string host;  ///< an address, a name, or *; IPv6 without its brackets
    std::string port;  ///< 0..65535; 0: any free one
};

/// Why a text is no address, for "where: what; next".
struct AddressFault {
    std::string what;
    std::string next;
};

/// Takes `text` apart, or says what is wrong with it.
[[nodiscard]] std::optional<AddressFault> parse_address(std::string_view text, Address& address);

/// "127.0.0.1:8080", "[::1]:8080": as it is written in a config or an URL.
[[nodiscard]] std::string to_text(const Address& address);

/// Only programs on this machine can reach a host of that name: 127.0.0.0/8, ::1, localhost.
[[nodiscard]] bool is_local(std::string_view host);

/// The Host header of a request names this machine, so the page that sent it was not made to by somebody else's
/// name server.
[[nodiscard]] bool host_header_is_local(std::string_view header);

/// Hosts to type elsewhere to reach what is bound to `address`: of * each address of this machine.
[[nodiscard]] std::vector<Address> reachable_at(const Address& address);

}  // namespace sluice::http_sink_parts
