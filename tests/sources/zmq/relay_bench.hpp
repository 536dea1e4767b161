#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sources/zmq/boot.hpp"
#include "sources/zmq/relay_source.hpp"
#include "tests/sources/zmq/fake_upstream.hpp"
#include "tests/support/fake_source_context.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {

/// A relay and the other side, both in the test's hand: the source turns while the test waits for something.
class RelayTest : public testing::Test {
protected:
    using Told = std::vector<std::string>;

    void start(const std::string& topic = "front/jpeg/") {
        if (!there) there = std::make_unique<FakeUpstream>();
        open({there->address(), topic, {}, {}});
    }
    void open(upstream::Settings settings) {
        source = std::make_unique<upstream::RelaySource>(std::move(settings));
        source->open(context);
    }
    void TearDown() override {
        if (source) source->close(context);
    }

    template <typename Done>
    [[nodiscard]] bool turn_until(Done done, std::chrono::milliseconds most = std::chrono::seconds(20)) {
        return wait_for([&] { return source->next(context), done(); }, most);
    }
    /// The other side knows that we want its frames.
    [[nodiscard]] bool subscribed(const std::string& topic = "front/jpeg/", int count = 1) {
        return turn_until([&] { return there->subscriptions(topic) == count; });
    }
    void send(std::uint64_t seq, std::uint64_t epoch = 1000, const nlohmann::json& more = nlohmann::json::object()) {
        const std::string payload = "picture " + std::to_string(seq);
        nlohmann::json header = frame_header(seq, epoch, payload);
        header.update(more);
        there->send("front/jpeg/", header, payload);
    }
    void send_stat(const std::string& boot, std::uint64_t epoch = 1000, const std::string& state = "online", const std::string& why = "") {
        there->send("sluice/stat/", stat_header(boot, {stat_topic("front/jpeg/", epoch, state, why)}));
    }
    [[nodiscard]] bool frames(std::size_t count) {
        return turn_until([&] { return context.frames.size() >= count; });
    }
    [[nodiscard]] bool told(const std::string& change) {
        return turn_until([&] { return std::ranges::count(context.changes, change) > 0; });
    }
    /// What a subscriber here would read.
    [[nodiscard]] std::string payload(std::size_t index) const {
        const Bytes& bytes = context.frames.at(index).bytes;
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    [[nodiscard]] bool logged(const std::string& text) const {
        return std::ranges::any_of(context.lines, [&](const auto& line) { return line.text.find(text) != std::string::npos; });
    }

    FakeSourceContext context;
    std::unique_ptr<FakeUpstream> there;
    std::unique_ptr<upstream::RelaySource> source;
};

}  // namespace sluice::test
