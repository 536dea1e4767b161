#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sluice/source.hpp>

namespace sluice::test {

/// A host for one source. Time passes only in wait(), which never sleeps: it says that what was waited
/// for has come. What the source does is kept for the test to look at.
class FakeSourceContext final : public SourceContext {
public:
    struct Emitted {
        Bytes bytes;
        std::uint64_t sequence = 0;
        Clock::time_point captured;
        bool copied = false;  ///< by emit_copy()
        Relayed relayed;      ///< by emit_relayed(): all it said
    };
    struct Line {
        Level level;
        std::string text;
    };

    Wait wait(int fd, Clock::time_point until) override {
        waits.push_back(until);
        if (stop) return Wait::stopping;
        return fd < 0 ? Wait::timeout : Wait::ready;
    }
    [[nodiscard]] bool stopping() const noexcept override { return stop; }
    void begin(const Stream& stream) override { streams.push_back(stream); }
    [[nodiscard]] bool wanted() const noexcept override { return want; }

    void emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) override {
        take({std::move(bytes), sequence, captured, false, {}});
    }
    void emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) override {
        auto block = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
        const std::span<const std::byte> view(*block);
        take({Bytes(std::move(block), view), sequence, captured, true, {}});
    }

    void drop(std::string_view reason, std::uint64_t count = 1) override { drops[std::string(reason)] += count; }
    void log(Level level, std::string_view line) override { lines.push_back({level, std::string(line)}); }
    [[nodiscard]] unsigned buffers() const noexcept override { return buffer_count; }
    [[nodiscard]] std::string_view name() const noexcept override { return "cam"; }

    Wait wait_woken(int fd, Clock::time_point until) override { return wait(fd, until); }
    [[nodiscard]] bool required() const noexcept override { return needed; }
    void offline(std::string_view why) override { changes.push_back("offline: " + std::string(why)); }
    void stalled(std::string_view why) override { changes.push_back("stalled: " + std::string(why)); }
    void resting() override { changes.emplace_back("resting"); }
    void slow(std::string_view why) override { changes.push_back("slow: " + std::string(why)); }
    void emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) override {
        std::vector<std::byte> whole;
        for (const auto& part : parts) whole.insert(whole.end(), part.begin(), part.end());
        emit_copy(whole, sequence, captured);
    }
    void emit_relayed(Bytes bytes, const Relayed& frame) override { take({std::move(bytes), frame.sequence, frame.captured, false, frame}); }

    bool stop = false;
    bool want = true;
    bool needed = true;
    std::vector<std::string> changes;  ///< "offline: it was unplugged", "resting"
    unsigned buffer_count = 4;
    std::function<void(const Emitted&)> on_frame;  ///< in place of keeping it in `frames`
    std::vector<Emitted> frames;
    std::vector<Stream> streams;
    std::vector<Clock::time_point> waits;
    std::map<std::string, std::uint64_t> drops;
    std::vector<Line> lines;

private:
    void take(Emitted frame) {
        if (on_frame)
            on_frame(frame);
        else
            frames.push_back(std::move(frame));
    }
};

}  // namespace sluice::test
