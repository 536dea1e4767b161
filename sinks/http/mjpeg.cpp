#include "mjpeg.hpp"

#include <cstdio>
#include <string>

namespace sluice::http_sink_parts {

namespace {

// The boundary follows its frame at once: some browsers show a frame only when they saw its end.
constexpr std::string_view boundary = "\r\n--sluice\r\n";

std::string part_head(const Frame& frame) {
    return "Content-Type: image/jpeg\r\nContent-Length: " + std::to_string(frame.bytes().size()) + "\r\nX-Timestamp: " + timestamp_text(frame) +
           "\r\n\r\n";
}

}  // namespace

std::string timestamp_text(const Frame& frame) {
    const auto us = microseconds(wall_time(frame.info().captured));
    std::string text(40, '\0');
    const int size = std::snprintf(text.data(), text.size(), "%lld.%06lld", static_cast<long long>(us / 1'000'000), static_cast<long long>(us % 1'000'000));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

void stream_mjpeg(Channel& channel, Connection& connection, const std::function<bool()>& stopped) {
    constexpr auto look = std::chrono::milliseconds(250);  // whether the reader is still there
    if (!connection.send(boundary.substr(2))) return;
    std::uint64_t number = 0;
    while (!stopped()) {
        Channel::Seen seen = channel.wait(number, Clock::now() + look);
        if (!seen.frame && connection.gone()) return;
        if (!seen.frame) continue;
        if (seen.frame->info().format != Format::jpeg) return;
        number = seen.number;
        const std::string head = part_head(*seen.frame);
        if (!connection.send_frame(head, std::move(seen.frame), boundary)) return;
        channel.sent();
        if (!connection.drained()) return;
    }
}

}  // namespace sluice::http_sink_parts
