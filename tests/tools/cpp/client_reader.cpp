// client_reader ENDPOINT TOPIC client|plain: a line for each frame, `HANDED AGE`, in us of CLOCK_MONOTONIC: when it was handed
// out, and how long after its capture that was. `plain` is a SUB socket that reads in order, as most write one.
#include <cstdio>
#include <string>

#include <sluice/client.hpp>

namespace {

namespace client = sluice::client;

void say(const client::Header& header) {
    const auto now = client::fields::monotonic_us();
    std::printf("%lld %lld\n", static_cast<long long>(now), static_cast<long long>(now - header.ts_us));
    std::fflush(stdout);
}

void read_plain(const std::string& endpoint, const std::string& topic) {
    zmq::context_t context;
    zmq::socket_t socket(context, zmq::socket_type::sub);
    socket.set(zmq::sockopt::subscribe, topic);
    socket.connect(endpoint);
    for (;;) {
        zmq::message_t parts[3];
        for (zmq::message_t& part : parts) static_cast<void>(socket.recv(part));
        if (const auto message = client::read_message(parts[0].to_string_view(), parts[1].to_string_view(), parts[2].size())) say(*message->frame);
    }
}

}  // namespace

int main(int, char** words) {
    if (std::string(words[3]) == "plain") read_plain(words[1], words[2]);
    client::Subscriber sub(words[1], {words[2]});
    for (;;)
        if (const auto frame = sub.next()) say(frame->header());
}
