// What a source says of itself while it runs, and what becomes of it: away, stalled, resting, slow.

#include "graph/source_pump.hpp"

#include <sys/eventfd.h>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace std::chrono_literals;
using State = InputStatus::State;

// A pump that is run on the test's own thread, by a source of one turn.
struct StateBench {
    UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
    std::atomic<bool> stopping = false;
    std::vector<std::string> changes;  // state and why, as others are told
    SourcePump* pump = nullptr;

    void run(std::function<void(SourceContext&)> body, bool required = true) {
        SourceParts parts;
        parts.next = [&](SourceContext& context) { return body(context), false; };
        SourcePump::Setup setup{"cam", 4, std::nullopt, stop.get(), &stopping, [this] { note(); }};
        setup.required = required;
        SourcePump made(std::move(setup), make_fake_source(std::move(parts)));
        pump = &made;
        made.run();
        failed = made.failed();
        counters = {made.counters().in.get(), made.counters().drops.get()};
    }
    void note() {
        static constexpr const char* names[] = {"starting", "online", "stalled", "offline", "ended"};
        const InputStatus status = pump->status();
        changes.push_back(names[static_cast<int>(status.state)] + (status.why.empty() ? "" : ": " + status.why));
    }

    bool failed = false;
    std::pair<std::uint64_t, std::map<std::string, std::uint64_t, std::less<>>> counters;
};

TEST(SourceState, EachChangeIsToldOnce) {
    StateBench bench;
    std::vector<std::uint64_t> epochs;
    bench.run([&](SourceContext& context) {
        context.begin(gray_stream());
        epochs.push_back(bench.pump->status().epoch);
        emit_gray(context, 0);
        context.stalled("no frame for 1 s");
        emit_gray(context, 1);
        emit_gray(context, 2);
        context.offline("unplugged");
        context.begin(gray_stream());
        epochs.push_back(bench.pump->status().epoch);
    });
    EXPECT_EQ(bench.changes, (std::vector<std::string>{"online", "stalled: no frame for 1 s", "online", "offline: unplugged", "online",
                                                       "ended: it came to its end"}));
    EXPECT_GT(epochs[1], epochs[0]) << "a new run";
}

TEST(SourceState, RestingIsNoStall) {
    StateBench bench;
    State state{};
    bench.run([&](SourceContext& context) {
        context.begin(gray_stream());
        context.resting();
        state = bench.pump->status(Clock::now() + 1h).state;
        context.begin(gray_stream());
    });
    EXPECT_EQ(state, State::online);
    EXPECT_EQ(bench.changes[1], "online: it rests: nobody wants its frames");
    EXPECT_EQ(bench.changes[2], "online");
}

TEST(SourceState, SlownessIsSaidInTheStatusWhileOnline) {
    StateBench bench;
    std::vector<std::string> whys;
    bench.run([&](SourceContext& context) {
        context.begin(gray_stream());
        context.slow("it is dark");
        whys.push_back(bench.pump->status().why);
        context.slow({});
        whys.push_back(bench.pump->status().why);
        context.offline("unplugged");
        context.slow("it is dark");
        whys.push_back(bench.pump->status().why);
    });
    EXPECT_EQ(whys, (std::vector<std::string>{"it is dark", "", "unplugged"}));
}

TEST(SourceState, OneThatIsNotRequiredFailsNobodyBeforeItWasThere) {
    StateBench bench;
    bench.run([](SourceContext& context) {
        EXPECT_FALSE(context.required());
        throw std::runtime_error("no such file");
    }, false);
    EXPECT_FALSE(bench.failed);
    EXPECT_EQ(bench.changes, (std::vector<std::string>{"offline: no such file"}));

    StateBench later;
    later.run([](SourceContext& context) {
        context.begin(gray_stream());
        throw std::runtime_error("disk full");
    }, false);
    EXPECT_TRUE(later.failed);
}

TEST(SourceState, AStreamOfAnOlderApiIsReadAsFarAsItGoes) {
    StateBench bench;
    Stream agreed;
    bench.run([&](SourceContext& context) {
        Stream stream = gray_stream();
        stream.validate = Validate::off;  // as memory behind an older struct might look
        stream.struct_size = offsetof(Stream, moment);
        context.begin(stream);
        agreed = bench.pump->agreed();
    });
    EXPECT_EQ(agreed.fps, 30);
    EXPECT_EQ(agreed.validate, Validate::normal);
}

// Frames that are wanted, as a sink would see them.
class SourceFrames : public testing::Test {
protected:
    void pour(std::function<void(SourceContext&)> body) {
        FakeGraph graph;
        graph.source("cam", {{}, [&](SourceContext& context) { return body(context), false; }, {}, {}});
        graph.sink("out", {"cam"}, [&](std::size_t, const FramePtr& frame) {
            const auto* at = reinterpret_cast<const char*>(frame->bytes().data());
            payloads.emplace_back(at, frame->bytes().size());
            originals.push_back(frame->info().original);
        });
        Runtime runtime(graph.plan(), std::nullopt);
        runtime.start();
        run_to_the_end(runtime);
        expect_all_accounted(runtime);
        dropped = by_name(runtime).at("cam").dropped;
    }
    std::vector<std::string> payloads;
    std::vector<bool> originals;
    std::map<std::string, std::uint64_t, std::less<>> dropped;
};

TEST_F(SourceFrames, PiecesBecomeOneFrame) {
    const std::array<std::byte, 5> first{std::byte{1}};
    const std::array<std::byte, 3> second{std::byte{2}};
    const std::array<std::span<const std::byte>, 2> parts = {first, second};
    pour([&](SourceContext& context) {
        context.begin(gray_stream());
        context.emit_parts(parts, 7, Clock::now());
        context.emit_parts(std::span(parts).first(1), 8, Clock::now());
        context.emit_parts({}, 9, Clock::now());
    });
    ASSERT_EQ(payloads.size(), 1u);
    EXPECT_EQ(payloads[0], (std::string{1, 0, 0, 0, 0, 2, 0, 0}));
    EXPECT_EQ(dropped, (std::map<std::string, std::uint64_t, std::less<>>{{"short", 1}, {"empty", 1}}));
}

std::string jpeg_text(std::uint32_t width, std::uint32_t height, bool without_huffman = false) {
    JpegSpec spec{width, height};
    spec.without_huffman = without_huffman;
    const std::vector<std::byte> bytes = make_jpeg(spec);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_F(SourceFrames, MissingHuffmanTablesAreInsertedOnlyWhereAsked) {
    const std::string whole = jpeg_text(64, 48);
    const std::string bare = jpeg_text(64, 48, true);
    ASSERT_LT(bare.size(), whole.size());
    const auto bytes = [](const std::string& text) { return std::as_bytes(std::span(text)); };
    pour([&](SourceContext& context) {
        Stream stream;
        stream.insert_dht = true;
        context.begin(stream);
        context.emit_copy(bytes(whole), 0, Clock::now());
        context.emit_copy(bytes(bare), 1, Clock::now());
        context.emit(Bytes(std::make_shared<std::string>(), bytes(bare)), 2, Clock::now());
        stream.insert_dht = false;
        context.begin(stream);
        context.emit_copy(bytes(bare), 3, Clock::now());
    });
    ASSERT_EQ(payloads.size(), 4u);
    EXPECT_EQ(originals, (std::vector<bool>{true, false, false, true}));
    EXPECT_EQ(payloads[0], whole);
    EXPECT_EQ(payloads[1].size(), bare.size() + 420);
    EXPECT_EQ(payloads[2], payloads[1]);
    EXPECT_EQ(payloads[3], bare);
}

TEST_F(SourceFrames, AJpegOfAnotherSizeThanAgreedIsDropped) {
    const std::string small = jpeg_text(32, 16);
    pour([&](SourceContext& context) {
        Stream stream;
        stream.width = 64;
        stream.height = 48;
        context.begin(stream);
        context.emit_copy(std::as_bytes(std::span(small)), 0, Clock::now());
        stream.size_agreed = true;
        context.begin(stream);
        context.emit_copy(std::as_bytes(std::span(small)), 1, Clock::now());
    });
    EXPECT_EQ(payloads.size(), 1u);
    EXPECT_EQ(dropped.at("other size"), 1u);
}

}  // namespace
}  // namespace sluice
