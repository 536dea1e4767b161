#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "graph/plan.hpp"

namespace sluice::test {

/// What a fake source does; what is absent does nothing.
struct SourceParts {
    std::function<void(SourceContext&)> open;
    std::function<bool(SourceContext&)> next;
    std::function<void(SourceContext&)> close;
    std::function<std::string(std::string_view name, std::string_view value)> control{};  ///< where present it is Controlled
};
using FilterPart = std::function<FramePtr(FramePtr, Context&)>;
struct SinkParts {
    std::function<void(SinkContext&)> open;
    std::function<void(std::size_t, const FramePtr&)> write;
    std::function<void(bool)> close;
    std::function<void(Clock::time_point)> attend;  ///< where present the sink is Attended
    int attend_fd = -1;
    std::function<void(std::size_t, const InputStatus&, const Stream&)> changed{};  ///< where present it is Told
    std::function<void()> answer{};  ///< where present it is Answering
    int answer_fd = -1;
};

/// Carries a node's behaviour through the maker of its entry, which is a plain function.
class Recipe final : public Params {
public:
    SourceParts source;
    FilterPart filter;
    std::function<void(Wishes&)> wishes;
    Promise promise;
    SinkParts sink;

    [[nodiscard]] bool has(std::string_view) const override { none(); }
    [[nodiscard]] std::size_t count(std::string_view) const override { none(); }
    [[nodiscard]] ParamKind kind(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] std::string_view text(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] bool boolean(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] std::int64_t whole(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] double number(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] std::chrono::nanoseconds duration(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] std::uint64_t bytes(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] Size size(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] Rate rate(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] Region region(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] Point point(std::string_view, std::size_t) const override { none(); }
    [[nodiscard]] std::string_view key(std::string_view, std::size_t) const override { none(); }

private:
    [[noreturn]] static void none() { throw std::logic_error("a fake node has no parameters"); }
};

class FakeSource : public Source {
public:
    explicit FakeSource(SourceParts parts) : parts_(std::move(parts)) {}
    void open(SourceContext& context) override {
        if (parts_.open) parts_.open(context);
    }
    bool next(SourceContext& context) override { return parts_.next && parts_.next(context); }
    void close(SourceContext& context) noexcept override {
        if (parts_.close) parts_.close(context);
    }

protected:
    SourceParts parts_;
};

class FakeControlledSource final : public FakeSource, public Controlled {
public:
    using FakeSource::FakeSource;
    std::string control(std::string_view name, std::string_view value) override { return parts_.control(name, value); }
    [[nodiscard]] std::vector<ControlState> controls() override { return {{"gain", "7", "0 to 9"}}; }
};

[[nodiscard]] inline std::unique_ptr<Source> make_fake_source(SourceParts parts) {
    if (parts.control) return std::make_unique<FakeControlledSource>(std::move(parts));
    return std::make_unique<FakeSource>(std::move(parts));
}

class FakeFilter final : public Filter {
public:
    explicit FakeFilter(FilterPart part) : part_(std::move(part)) {}
    FramePtr process(FramePtr frame, Context& context) override { return part_(std::move(frame), context); }

private:
    FilterPart part_;
};

class FakeSink : public Sink {
public:
    explicit FakeSink(SinkParts parts) : parts_(std::move(parts)) {}
    void open(SinkContext& context) override {
        if (parts_.open) parts_.open(context);
    }
    void write(std::size_t input, const FramePtr& frame) override {
        if (parts_.write) parts_.write(input, frame);
    }
    void close(bool flush) noexcept override {
        if (parts_.close) parts_.close(flush);
    }

protected:
    SinkParts parts_;
};

class FakeAttendedSink final : public FakeSink, public Attended {
public:
    using FakeSink::FakeSink;
    [[nodiscard]] int attend_fd() const noexcept override { return parts_.attend_fd; }
    void attend(Clock::time_point now) override { parts_.attend(now); }
};

class FakeToldSink final : public FakeSink, public Told {
public:
    using FakeSink::FakeSink;
    void changed(std::size_t input, const InputStatus& status, const Stream& agreed) override { parts_.changed(input, status, agreed); }
};

class FakeAnsweringSink final : public FakeSink, public Answering {
public:
    using FakeSink::FakeSink;
    [[nodiscard]] int answer_fd() const noexcept override { return parts_.answer_fd; }
    void answer() override { parts_.answer(); }
};

/// A config made by hand, of nodes that do what the test says. Sources first, then filters, then sinks, as a
/// checked config has them. Outlives the Runtime it is made for.
class FakeGraph {
public:
    /// The node, to change what the config would say; until the next is added.
    config::Node& source(const std::string& name, SourceParts parts) {
        auto recipe = std::make_shared<Recipe>();
        recipe->source = std::move(parts);
        return add(NodeKind::source, name, {}, std::move(recipe));
    }
    config::Node& filter(const std::string& name, const std::string& from, FilterPart part) {
        auto recipe = std::make_shared<Recipe>();
        recipe->filter = std::move(part);
        return add(NodeKind::filter, name, {from}, std::move(recipe));
    }
    /// Always wants frames.
    config::Node& sink(const std::string& name, const std::vector<std::string>& from, SinkParts parts) {
        auto recipe = std::make_shared<Recipe>();
        recipe->sink = std::move(parts);
        config::Node& node = add(NodeKind::sink, name, from, std::move(recipe));
        entry().wants = true;
        return node;
    }
    config::Node& sink(const std::string& name, const std::vector<std::string>& from,
                       std::function<void(std::size_t, const FramePtr&)> write) {
        return sink(name, from, SinkParts{{}, std::move(write), {}, {}, -1});
    }
    /// Of the node added last.
    NodeEntry& entry() { return entries_.back(); }
    /// What the filter added last declares.
    void wishes(std::function<void(Wishes&)> declare) {
        last_->wishes = std::move(declare);
        entry().wishes = [](const Params& p, Wishes& wishes) { of(p).wishes(wishes); };
    }
    /// What the source added last promises.
    void promise(const Promise& promise) {
        last_->promise = promise;
        entry().promise = [](const Params& p, Promise& promised) { promised = of(p).promise; };
    }

    [[nodiscard]] Plan plan() const { return make_plan(config_); }

private:
    config::Node& add(NodeKind kind, const std::string& name, const std::vector<std::string>& from, std::shared_ptr<Recipe> recipe) {
        NodeEntry& made = entries_.emplace_back();
        made.type = "fake";
        made.kind = kind;
        made.make_source = [](const Params& p) -> std::unique_ptr<Source> { return make_fake_source(of(p).source); };
        made.make_filter = [](const Params& p) -> std::unique_ptr<Filter> { return std::make_unique<FakeFilter>(of(p).filter); };
        made.make_sink = [](const Params& p) -> std::unique_ptr<Sink> {
            if (of(p).sink.attend) return std::make_unique<FakeAttendedSink>(of(p).sink);
            if (of(p).sink.answer) return std::make_unique<FakeAnsweringSink>(of(p).sink);
            if (of(p).sink.changed) return std::make_unique<FakeToldSink>(of(p).sink);
            return std::make_unique<FakeSink>(of(p).sink);
        };
        config::Node& node = config_.nodes.emplace_back();
        node.kind = kind;
        node.name = name;
        node.type = "fake";
        node.entry = &made;
        last_ = recipe.get();
        node.params = std::move(recipe);
        for (const std::string& each : from) node.from.emplace_back().node = each;
        return node;
    }
    static const Recipe& of(const Params& params) { return static_cast<const Recipe&>(params); }

    std::deque<NodeEntry> entries_;
    Recipe* last_ = nullptr;
    config::Config config_;
};

}  // namespace sluice::test
