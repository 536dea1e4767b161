#include "site.hpp"

#include <utility>

#include "address.hpp"
#include "mjpeg.hpp"
#include "page_files.hpp"

namespace sluice::http_sink_parts {

namespace {

constexpr auto patience = std::chrono::seconds(5);

Reply refusal(int status, std::string sentence) {
    Reply reply;
    reply.status = status;
    reply.body = std::move(sentence) + "\n";
    return reply;
}

Reply text_reply(std::string type, std::string_view body) {
    Reply reply;
    reply.type = std::move(type);
    reply.body = body;
    return reply;
}

// What a browser may do with an answer: nothing but show this page's own pictures.
void secure(Reply& reply, bool local) {
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    reply.headers.emplace_back("Content-Security-Policy",
                               "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
                               "form-action 'none'; frame-ancestors 'self'");
    reply.headers.emplace_back("Referrer-Policy", "no-referrer");
    reply.headers.emplace_back("Cache-Control", "no-store");
    if (local) reply.headers.emplace_back("Cross-Origin-Resource-Policy", "same-site");
}

}  // namespace

Site::Site(SinkContext& context, Setup setup) : context_(context), setup_(std::move(setup)) {
    for (std::size_t i = 0; i < context.inputs(); ++i) channels_.emplace_back(context, i);
}

Reply Site::answer(const Query& query) {
    Reply reply;
    if (query.method != "GET" && query.method != "HEAD") {
        reply = refusal(405, "Only GET and HEAD: this page shows, it takes nothing.");
        reply.headers.emplace_back("Allow", "GET, HEAD");
    } else if (query.host.empty()) {
        reply = refusal(400, "The request does not say one Host.");
    } else if (setup_.local && !host_header_is_local(query.host)) {
        reply = refusal(403, "This page is for this machine and answers to localhost and 127.0.0.1 alone, not to the name it was asked by.");
    } else if (setup_.local && query.fetch_site == "cross-site" && query.fetch_mode != "navigate") {
        reply = refusal(403, "Another site's page asks for this; only pages of this machine may.");
    } else {
        reply = at(query.path, query.method == "HEAD");
    }
    secure(reply, setup_.local);
    return reply;
}

Reply Site::at(const std::string& path, bool head) {
    if (path == "/") return text_reply("text/html; charset=utf-8", page_html(setup_.facts(), Clock::now()));
    if (path == "/stat.json") return text_reply("application/json", stat_json(setup_.facts(), Clock::now()));
    if (path == "/favicon.ico") {
        Reply none;
        none.status = 204;
        return none;
    }
    for (const tool::PageFile& file : tool::page_files()) {
        if (path.substr(1) != file.name) continue;
        if (file.name.ends_with(".css")) return text_reply("text/css; charset=utf-8", file.text);
        if (file.name.ends_with(".js")) return text_reply("text/javascript; charset=utf-8", file.text);
    }
    for (std::size_t i = 0; i < context_.inputs(); ++i) {
        const std::string base = std::string("/").append(context_.input(i).name);
        if (path == base + ".jpg") return snapshot(i, head);
        if (path == base + ".mjpg") return live(i, head);
    }
    return refusal(404, "There is nothing here; the page at / shows what there is.");
}

Reply Site::snapshot(std::size_t input, bool head) {
    Reply reply = text_reply("image/jpeg", {});
    if (head) return reply;
    Channel& channel = channels_[input];
    const Channel::Watch watch(channel);
    FramePtr frame = channel.fresh(Clock::now() + patience).frame;
    // Of a slow input the newest may be older, and still be what there is.
    if (!frame && setup_.facts().inputs[input].status.state == InputStatus::State::online) frame = channel.wait(0, Clock::now()).frame;
    if (!frame) return nothing_came(input);
    if (frame->info().format != Format::jpeg) return unshowable(input, *frame);
    reply.body.assign(reinterpret_cast<const char*>(frame->bytes().data()), frame->bytes().size());
    reply.headers.emplace_back("X-Timestamp", timestamp_text(*frame));
    channel.sent();
    return reply;
}

Reply Site::live(std::size_t input, bool head) {
    constexpr auto first_look = std::chrono::seconds(1);
    Reply reply = text_reply(std::string(mjpeg_type), {});
    if (head) return reply;
    Channel& channel = channels_[input];
    const auto watch = std::make_shared<Channel::Watch>(channel);
    // A camera that is away may come back: the stream waits for it. One that can never be shown is told of at once.
    const FramePtr first = channel.wait(0, Clock::now() + first_look).frame;
    if (first && first->info().format != Format::jpeg) return unshowable(input, *first);
    reply.stream = [this, &channel, watch](Connection& connection) {
        stream_mjpeg(channel, connection, [this] { return stopped_.load(std::memory_order_relaxed); });
    };
    return reply;
}

Reply Site::unshowable(std::size_t input, const Frame& frame) const {
    InputFacts facts;
    facts.name = context_.input(input).name;
    facts.status.format = frame.info().format;
    return refusal(501, raw_sentence(facts) + ".");
}

Reply Site::nothing_came(std::size_t input) const {
    const InputStatus status = setup_.facts().inputs[input].status;
    std::string sentence = "No picture of " + std::string(context_.input(input).name) + " came within " + std::to_string(patience.count()) + " s; it is " +
                           std::string(name_of_state(status.state));
    if (!status.why.empty()) sentence += ": " + status.why;
    Reply reply = refusal(503, sentence + ".");
    reply.headers.emplace_back("Retry-After", "5");
    return reply;
}

void Site::stop() {
    stopped_.store(true, std::memory_order_relaxed);
    for (Channel& channel : channels_) channel.stop();
}

}  // namespace sluice::http_sink_parts
