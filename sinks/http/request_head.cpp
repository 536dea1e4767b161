#include "request_head.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace sluice::http_sink_parts {

namespace {

// No Range (a stream has none, and its parser is a recursive one), no encodings, no Expect.
constexpr std::array<std::string_view, 7> lines_that_count = {
    "host", "connection", "content-length", "transfer-encoding", "sec-fetch-site", "sec-fetch-mode", "user-agent",
};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool printable(std::string_view line) {
    return std::ranges::none_of(line, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

RequestHead::Verdict judge_request_line(std::string_view line) {
    const auto first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return RequestHead::Verdict::malformed;
    const std::string_view target = line.substr(first + 1, last - first - 1), version = line.substr(last + 1);
    if (target.size() > RequestHead::most_target) return RequestHead::Verdict::too_long;
    const bool well = target.starts_with('/') && target.find(' ') == std::string_view::npos && (version == "HTTP/1.1" || version == "HTTP/1.0");
    return well ? RequestHead::Verdict::fine : RequestHead::Verdict::malformed;
}

// Whether the connection stays usable behind a request with this line.
bool keeps(const std::string& name, const std::string& value) {
    if (name == "content-length") return value == "0";
    if (name == "transfer-encoding") return false;
    return name != "connection" || value.find("close") == std::string::npos;
}

// Takes one line behind the request line; false: it is none.
bool take_line(std::string_view line, RequestHead& head) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || !printable(line)) return false;
    const std::string name = lower(line.substr(0, colon));
    if (name.find_first_of(" \t") != std::string::npos) return false;
    if (std::ranges::find(lines_that_count, name) == lines_that_count.end()) return true;
    head.text.append(line).append("\r\n");
    head.keep = head.keep && keeps(name, lower(trimmed(line.substr(colon + 1))));
    return true;
}

}  // namespace

std::size_t end_of_head(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    return end == std::string_view::npos ? 0 : end + 4;
}

RequestHead read_head(std::string_view bytes) {
    RequestHead head;
    std::size_t lines = 0;
    for (; !bytes.empty(); ++lines) {
        const auto end = bytes.find("\r\n");
        if (end == std::string_view::npos) return head;
        const std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end + 2);
        if (line.empty() && lines > 0) break;
        if (lines > RequestHead::most_lines) {
            head.verdict = RequestHead::Verdict::too_long;
            return head;
        }
        if (lines > 0) {
            if (!take_line(line, head)) return head;
            continue;
        }
        const RequestHead::Verdict verdict = printable(line) ? judge_request_line(line) : RequestHead::Verdict::malformed;
        head.verdict = RequestHead::Verdict::malformed;
        if (verdict != RequestHead::Verdict::fine) {
            head.verdict = verdict;
            return head;
        }
        head.text.append(line).append("\r\n");
        head.keep = line.ends_with("HTTP/1.1");
    }
    if (lines == 0) return head;
    head.text.append("\r\n");
    head.verdict = RequestHead::Verdict::fine;
    return head;
}

}  // namespace sluice::http_sink_parts
