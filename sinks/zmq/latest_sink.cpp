#include "latest_sink.hpp"

#include <optional>
#include <string>
#include <vector>

#include "access.hpp"
#include "endpoint.hpp"
#include "latest_clients.hpp"
#include "latest_newest.hpp"
#include "latest_socket.hpp"
#include "latest_topics.hpp"
#include "message_header.hpp"
#include "stat_message.hpp"

namespace sluice {

namespace {

using namespace zmq_sink_parts;

constexpr Param params[] = {
    Param::text("bind", "where clients ask: tcp://127.0.0.1:5556, ipc:///run/sluice/latest.ipc").several().must().alone(),
    Param::boolean("insecure", "let anybody who reaches the address watch; without it only this machine can").fallback("false"),
    Param::map("curve", "encrypt, and let in only the clients whose public keys lie in the folder", "key:file|clients:folder"),
};

constexpr std::string_view stat_topic = "sluice/stat/";
constexpr std::string_view error_topic = "sluice/error/";
constexpr auto patience = std::chrono::seconds(2);  // who got an answer will ask again
constexpr int most_requests_at_once = 1000;         // the others wait for the next turn
constexpr std::size_t most_lent = 16;               // payloads of earlier frames; with more of them, a frame's bytes are copied

// What this sink knows of one of its inputs.
struct Feed {
    std::string_view source;
    LatestNewest newest;
    std::optional<Stream> agreed;  // nothing until the source was online
    Clock::time_point answered{};
    std::uint64_t bytes = 0;
    std::uint64_t bytes_measured = 0;  // of `bytes` when the rate was last measured
    double bytes_per_second = 0;
};

Bytes copy_of(const Bytes& bytes) {
    auto block = std::make_shared<const std::vector<std::byte>>(bytes.view().begin(), bytes.view().end());
    const std::span<const std::byte> view(*block);
    return {std::move(block), view};
}

class LatestSink final : public Sink, public Attended, public Answering, public Told, public Reachable {
public:
    explicit LatestSink(const Params& p) {
        for (std::size_t i = 0; i < p.count("bind"); ++i) setup_.endpoints.emplace_back(p.text("bind", i));
        setup_.curve = curve_of(p);
    }

    void open(SinkContext& context) override {
        context_ = &context;
        feeds_.resize(context.inputs());
        for (std::size_t i = 0; i < feeds_.size(); ++i) {
            topics_.add(context.input(i).name);
            feeds_[i].source = context.input(i).source;
        }
        clients_.emplace(feeds_.size());
        setup_.topics = feeds_.size();
        setup_.say = [&context](Level level, const std::string& line) { context.log(level, line); };
        socket_.emplace(setup_);
    }

    void write(std::size_t input, const FramePtr& frame) override {
        const auto now = Clock::now();
        topics_.set_format(input, frame->info().format);
        feeds_[input].newest.take(frame, now);
        drain(now);
        lend_ = socket_->under_way() < most_lent;
        const Outcome outcome = answer(input, now);
        if (outcome.sent == 0) context_->drop(input, outcome.behind > 0 ? "client behind" : "not asked for");
        tell_demand(now);
    }

    void close(bool flush) noexcept override {
        for (Feed& feed : feeds_) feed.newest.let_go();
        if (!socket_) return;
        socket_->linger(flush ? 1000 : 0);
        socket_.reset();
    }

    [[nodiscard]] int attend_fd() const noexcept override { return socket_ ? socket_->fd() : -1; }

    [[nodiscard]] int answer_fd() const noexcept override { return socket_ && socket_->curve() ? socket_->curve()->fd() : -1; }
    void answer() override {
        if (socket_->curve()) socket_->curve()->serve();
    }

    void attend(Clock::time_point now) override {
        answer();
        measure(now);
        lend_ = socket_->under_way() < most_lent;
        // Sending may swallow the sign of a request that comes meanwhile.
        for (int turns = 0; drain(now) > 0 || turns == 0; ++turns) {
            if (turns == most_turns) break;
            for (std::size_t i = 0; i < feeds_.size(); ++i)
                if (feeds_[i].newest.current(now)) static_cast<void>(answer(i, now));
        }
        tell_demand(now);
        for (std::size_t i = 0; i < feeds_.size(); ++i)
            if (feeds_[i].newest.outdated(now)) feeds_[i].newest.let_go();
    }

    void changed(std::size_t input, const InputStatus& status, const Stream& agreed) override {
        if (status.state != InputStatus::State::online) return;
        feeds_[input].agreed = agreed;
        feeds_[input].newest.agree(agreed.fps);
    }

    [[nodiscard]] std::string reach() const override {
        std::string topics;
        for (std::size_t i = 0; i < feeds_.size(); ++i) {
            const InputStatus status = context_->status(i);
            topics += " " + (status.state == InputStatus::State::starting ? topics_.known_name(i) : topics_.name(i, status.format));
        }
        std::string text;
        for (const std::string& bound : socket_->bound()) {
            Endpoint endpoint;
            const bool local = !parse_endpoint(bound, endpoint) && is_local(endpoint);
            for (const std::string& address : reachable_at(bound))
                text += (text.empty() ? "" : "\n") + address + (local ? " (this machine only)" : "") + ", ask for" + topics;
        }
        return text;
    }

private:
    static constexpr int most_turns = 4;

    struct Outcome {
        std::size_t sent = 0;
        std::size_t behind = 0;
    };

    // How many requests came.
    int drain(Clock::time_point now) {
        socket_->keep_door();
        int count = 0;
        while (count < most_requests_at_once) {
            const auto request = socket_->receive(now);
            if (!request) break;
            ++count;
            if (request->too_much) continue;
            if (const std::string why = take(*request, now); !why.empty()) refuse(request->peer, why);
        }
        return count;
    }

    // Empty: taken; else why not.
    std::string take(const LatestSocket::Request& asked, Clock::time_point now) {
        if (!asked.whole) return "a request of several parts; send one part of JSON";
        LatestRequest request;
        if (std::string why = parse_request(asked.text, request); !why.empty()) return why;
        if (request.topic == stat_topic) {
            socket_->send(asked.peer, stat_topic, stat(now), {});
            return "";
        }
        LatestTopics::Found found = topics_.find(request.topic);
        if (!found.input) return std::move(found.why);
        LatestLine* line = clients_->line(asked.peer.id, *found.input, now);
        if (!line) return "all 256 clients that this sink takes are waiting; ask again later";
        line->ask(request, asked.peer);
        return "";
    }

    void refuse(const LatestPeer& peer, const std::string& why) {
        // One that does not take its refusal may do without.
        socket_->send(peer, error_topic, refusal_header(why), {});
    }

    // Gives the input's newest frame to all who wait for it: first to those it is ready for, so that they need not
    // wait while it is made narrower for others.
    Outcome answer(std::size_t input, Clock::time_point now) {
        Outcome outcome;
        for (const bool only_ready : {true, false})
            clients_->for_each(input, [&](LatestLine& line) {
                const LatestNewest& newest = feeds_[input].newest;
                if (!line.due(newest.number(), now) || (only_ready && !newest.ready(line.waiting()->max_width))) return;
                answer(input, line, now, outcome);
            });
        for (const std::string& id : gone_) clients_->forget(id);
        gone_.clear();
        if (outcome.sent > 0) feeds_[input].answered = now;
        return outcome;
    }

    void answer(std::size_t input, LatestLine& line, Clock::time_point now, Outcome& outcome) {
        Feed& feed = feeds_[input];
        const LatestPeer peer = line.peer();
        if (LatestTopics::Found found = topics_.find(line.waiting()->topic); !found.input) return give_up(line, found.why);
        if (line.behind()) return void(++outcome.behind);
        const LatestNewest::Version& version = feed.newest.at_most(line.waiting()->max_width, *context_);
        if (!version.frame) return give_up(line, version.why);
        switch (send(input, line, *version.frame)) {
            case LatestSocket::Sent::behind: ++outcome.behind; return;
            case LatestSocket::Sent::gone: gone_.push_back(peer.id); return;
            case LatestSocket::Sent::sent: break;
        }
        socket_->met(peer);
        ++outcome.sent;
        feed.bytes += version.frame->bytes().size();
        line.answered(feed.newest.number(), version.frame->info().epoch, now);
    }

    void give_up(LatestLine& line, const std::string& why) {
        line.forget_request();
        refuse(line.peer(), why);
    }

    LatestSocket::Sent send(std::size_t input, LatestLine& line, const Frame& frame) {
        const FrameInfo& info = frame.info();
        const HeaderFacts facts{line.seq(info.epoch), microseconds(wall_time(info.captured)), frame.bytes().size()};
        write_header(header_, info, frame.notes(), facts);
        // The kind says what the payload is: a narrower picture is a JPEG whatever the camera sends.
        const std::string topic = std::string(context_->input(input).name) + "/" + std::string(kind_of(info.format)) + "/";
        return socket_->send(line.peer(), topic, header_, line.watched(lend_ ? frame.bytes() : copy_of(frame.bytes())));
    }

    void tell_demand(Clock::time_point now) {
        for (std::size_t i = 0; i < feeds_.size(); ++i) {
            const bool wanted = clients_->waits(i) || now - feeds_[i].answered < patience;
            context_->demand(i, wanted ? Demand::bytes : Demand::none);
        }
    }

    // Over whole seconds, whether somebody asks or not.
    void measure(Clock::time_point now) {
        const double seconds = std::chrono::duration<double>(now - last_measure_).count();
        if (seconds < 0.9) return;
        for (Feed& feed : feeds_) {
            feed.bytes_per_second = static_cast<double>(feed.bytes - feed.bytes_measured) / seconds;
            feed.bytes_measured = feed.bytes;
        }
        last_measure_ = now;
    }

    [[nodiscard]] std::string stat(Clock::time_point now) const {
        std::vector<TopicStat> stats;
        for (std::size_t i = 0; i < feeds_.size(); ++i) {
            TopicStat& stat = stats.emplace_back();
            stat.status = context_->status(i);
            stat.topic = topics_.name(i, stat.status.format);
            stat.source = feeds_[i].source;
            stat.agreed = feeds_[i].agreed;
            stat.bytes_per_second = feeds_[i].bytes_per_second;
            stat.subscribers = clients_->active(i, now - patience);
        }
        StatFacts facts = stat_facts();
        if (const CurveServer* curve = socket_->curve()) {
            facts.refused.emplace();
            for (const auto& [why, count] : curve->refused()) (*facts.refused)[why] = count;
        }
        if (socket_->cut_off() > 0) {
            if (!facts.refused) facts.refused.emplace();
            facts.refused->emplace("asked for too much", socket_->cut_off());
        }
        return stat_header(stats, facts, now);
    }

    LatestSetup setup_;
    SinkContext* context_ = nullptr;
    LatestTopics topics_;
    std::vector<Feed> feeds_;
    std::optional<LatestClients> clients_;
    std::optional<LatestSocket> socket_;
    std::vector<std::string> gone_;
    std::string header_;  // written anew for each answer in the same memory
    bool lend_ = true;
    Clock::time_point last_measure_ = Clock::now();
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<LatestSink>("zmq_latest", "gives the newest frame to each client that asks, narrower if it likes", params);
    entry.check = check_access;
    entry.blocks = true;  // making a frame narrower takes as long as a decode and an encode
    entry.narrows = true;
    return entry;
}

}  // namespace

const NodeEntry zmq_latest_sink = make_entry();

}  // namespace sluice
