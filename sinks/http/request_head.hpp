#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::http_sink_parts {

/// The head of a request as it came, before anybody trusts it: size and form are checked, and of its lines only those
/// this server acts on go on to the parser.
struct RequestHead {
    static constexpr std::size_t most_bytes = 8192;
    static constexpr std::size_t most_lines = 64;
    static constexpr std::size_t most_target = 512;

    enum class Verdict { fine, malformed, too_long };
    Verdict verdict = Verdict::malformed;
    std::string text;   ///< the request line and the lines that count, with the empty line
    bool keep = false;  ///< another request may follow: HTTP/1.1, no body, nobody said close
};

/// Where a head ends in `bytes`: just behind its empty line, 0 where it is not all there.
[[nodiscard]] std::size_t end_of_head(std::string_view bytes);

/// Reads one whole head, the empty line included.
[[nodiscard]] RequestHead read_head(std::string_view bytes);

}  // namespace sluice::http_sink_parts
