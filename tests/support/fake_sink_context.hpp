#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <sluice/sink.hpp>

namespace sluice::test {

/// A host for one sink with inputs of these names.
class FakeSinkContext final : public SinkContext {
public:
    struct Line {
        Level level;
        std::string text;
    };

    explicit FakeSinkContext(std::initializer_list<const char*> names = {"cam"}) {
        for (const char* each : names) {
            names_.emplace_back(each);
            inputs_.push_back({names_.back(), names_.back()});
        }
        demands.assign(inputs_.size(), Demand::none);
    }

    [[nodiscard]] std::size_t inputs() const noexcept override { return inputs_.size(); }
    [[nodiscard]] const Input& input(std::size_t index) const noexcept override { return inputs_[index]; }
    void demand(std::size_t input, Demand demand) override { demands.at(input) = demand; }
    void drop(std::size_t input, std::string_view reason, std::uint64_t count = 1) override {
        drops[{input, std::string(reason)}] += count;
    }
    void log(Level level, std::string_view line) override { lines.push_back({level, std::string(line)}); }
    [[nodiscard]] InputStatus status(std::size_t) const override { return status_of_all; }
    [[nodiscard]] std::string_view name() const noexcept override { return "sink"; }
    /// What the host would make of it, if the test says.
    [[nodiscard]] FramePtr narrowed(const FramePtr& frame, std::uint32_t most_width) override { return narrows ? narrows(frame, most_width) : frame; }

    [[nodiscard]] bool stopping() const noexcept override { return stops; }

    std::function<FramePtr(const FramePtr&, std::uint32_t)> narrows;
    std::atomic<bool> stops = false;

    std::vector<Demand> demands;
    std::map<std::pair<std::size_t, std::string>, std::uint64_t> drops;  ///< (input, reason) -> count
    std::vector<Line> lines;
    InputStatus status_of_all;

private:
    std::deque<std::string> names_;
    std::vector<Input> inputs_;
};

}  // namespace sluice::test
