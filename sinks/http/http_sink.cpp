#include "http_sink.hpp"

#include <unistd.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "address.hpp"
#include "site.hpp"
#include "web_server.hpp"

namespace sluice {

namespace {

using namespace http_sink_parts;

constexpr Param params[] = {
    Param::text("bind", "where browsers connect: 127.0.0.1:8080, [::1]:8080; port 0 is any free one").must(),
    Param::boolean("insecure", "let anybody who reaches the address watch; without it only this machine can").fallback("false"),
    Param::whole("clients", "connections at once; a window takes one for each live picture, at most four, and one more").fallback("16").between("1", "256"),
};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

class HttpSink final : public Sink, public Attended, public Answering, public Told, public Reachable {
public:
    explicit HttpSink(const Params& p) : clients_(static_cast<std::size_t>(p.whole("clients"))) {
        static_cast<void>(parse_address(p.text("bind"), address_));
    }

    void open(SinkContext& context) override {
        context_ = &context;
        states_.resize(context.inputs());
        site_ = std::make_unique<Site>(context, Site::Setup{is_local(address_.host), [this] { return facts(); }});
        server_ = std::make_unique<WebServer>(address_, clients_, [this](const Query& query) { return site_->answer(query); });
    }

    void write(std::size_t input, const FramePtr& frame) override { site_->channel(input).write(frame); }

    void close(bool) noexcept override {
        if (!site_) return;
        site_->stop();
        if (server_) server_->stop();
    }

    // New connections are answered at once, so there is nothing else to watch.
    [[nodiscard]] int attend_fd() const noexcept override { return -1; }
    void attend(Clock::time_point now) override {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            keep(i, context_->status(i));
            site_->channel(i).tend(now);
        }
    }

    [[nodiscard]] int answer_fd() const noexcept override { return server_ ? server_->fd() : -1; }
    void answer() override { server_->accept(); }

    void changed(std::size_t input, const InputStatus& status, const Stream&) override { keep(input, status); }

    [[nodiscard]] std::string reach() const override {
        const bool local = is_local(address_.host);
        std::string text;
        for (const Address& each : reachable_at(server_->bound()))
            text += (text.empty() ? "http://" : "\nhttp://") + to_text(each) + "/" + (local ? " (this machine only)" : "");
        return text;
    }

private:
    struct State {
        InputStatus status;
        Clock::time_point asked{};
    };

    void keep(std::size_t input, InputStatus status) {
        const std::lock_guard lock(states_mutex_);
        states_[input] = {std::move(status), Clock::now()};
    }

    // Called on the server's threads, which may not ask the host.
    [[nodiscard]] SiteFacts facts() {
        SiteFacts facts{std::string(context_->name()), host_name(), server_->facts(), clients_, {}};
        const std::lock_guard lock(states_mutex_);
        for (std::size_t i = 0; i < states_.size(); ++i) {
            const Input& input = context_->input(i);
            facts.inputs.push_back({std::string(input.name), std::string(input.source), states_[i].status, states_[i].asked, site_->channel(i).facts()});
        }
        return facts;
    }

    Address address_;
    std::size_t clients_;
    SinkContext* context_ = nullptr;
    std::mutex states_mutex_;
    std::vector<State> states_;
    std::unique_ptr<Site> site_;
    std::unique_ptr<WebServer> server_;  // the first to go: its threads use all of the above
};

void check(const Params& p, Complaints& complaints) {
    const std::string text(p.text("bind"));
    Address address;
    if (const auto fault = parse_address(text, address))
        complaints.add("bind", fault->what, fault->next);
    else if (!is_local(address.host) && !p.boolean("insecure"))
        complaints.add("bind", text + " can be reached from other machines, and anybody there could watch",
                       "bind 127.0.0.1:" + address.port + ", or write insecure: true if that is meant");
}

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<HttpSink>("http", "a page in a browser, with every input live", params);
    entry.check = check;
    return entry;
}

}  // namespace

constinit const NodeEntry http_sink = make_entry();

}  // namespace sluice
