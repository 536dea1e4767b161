// What anybody sends is refused, or reaches cpp-httplib's parser and is answered; nothing is read beyond its end.
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <sluice/unique_fd.hpp>

#include "sinks/http/address.hpp"
#include "sinks/http/exchange.hpp"

using namespace sluice::http_sink_parts;

namespace {

Reply answer(const Query& query) {
    if (host_header_is_local(query.host) && query.host.find("example") != std::string::npos) std::abort();
    Reply reply;
    reply.body = query.method + query.path;
    if (reply.body.size() > RequestHead::most_bytes) std::abort();
    return reply;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);  // exact, so that one byte too far is seen
    if (size != 0) std::memcpy(block.get(), data, size);
    const std::string_view bytes(block.get(), size);
    const RequestHead head = read_head(bytes.substr(0, end_of_head(bytes)));
    if (head.verdict != RequestHead::Verdict::fine) return 0;
    if (head.text.size() > size) std::abort();
    std::array<int, 2> both{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both.data()) != 0) std::abort();
    const sluice::UniqueFd here(both[0]), there(both[1]);
    Connection connection(here.get());
    if (exchange(connection, head, answer) && !head.keep) std::abort();
    std::array<char, 16384> heard;
    const ssize_t count = ::recv(there.get(), heard.data(), heard.size(), 0);
    if (count < 9 || std::memcmp(heard.data(), "HTTP/1.1 ", 9) != 0) std::abort();
    return 0;
}
