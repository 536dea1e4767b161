// Frames that another sluice captured: what the host makes of emit_relayed().

#include "graph/source_pump.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using namespace test;
using namespace std::chrono_literals;

std::string jpeg_text(bool without_huffman = false) {
    JpegSpec spec{64, 48};
    spec.without_huffman = without_huffman;
    const std::vector<std::byte> bytes = make_jpeg(spec);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes bytes_of(const std::string& text) {
    auto kept = std::make_shared<const std::string>(text);
    const auto view = std::as_bytes(std::span(*kept));
    return {std::move(kept), view};
}

class RelayedFrames : public testing::Test {
protected:
    struct Arrived {
        FrameInfo info;
        std::string payload, source, boot;
        Notes notes;
    };

    void pour(std::function<void(SourceContext&)> body, FilterPart filter = pass) {
        FakeGraph graph;
        graph.source("here", {{}, [&](SourceContext& context) { return body(context), false; }, {}, {}});
        graph.filter("between", "here", std::move(filter));
        graph.sink("out", {"between"}, [&](std::size_t, const FramePtr& frame) {
            const auto* at = reinterpret_cast<const char*>(frame->bytes().data());
            const FrameInfo& info = frame->info();
            arrived.push_back({info, {at, frame->bytes().size()}, std::string(info.origin.source), std::string(info.origin.boot), frame->notes()});
        });
        Runtime runtime(graph.plan(), std::nullopt);
        runtime.start();
        run_to_the_end(runtime);
        expect_all_accounted(runtime);
        dropped = by_name(runtime).at("here").dropped;
    }
    [[nodiscard]] Relayed relayed(std::uint64_t sequence) {
        Relayed frame;
        frame.sequence = sequence;
        frame.captured = Clock::time_point(7s);
        frame.origin = {"door", "boot-there", 99, 5s, 1760000000s};
        frame.notes = Notes().with("motion", 0.25);
        return frame;
    }

    std::vector<Arrived> arrived;
    std::map<std::string, std::uint64_t, std::less<>> dropped;
};

TEST_F(RelayedFrames, KeepWhatIsKnownOfThem) {
    const std::string jpeg = jpeg_text();
    pour([&](SourceContext& context) {
        context.begin(Stream{});
        context.emit_relayed(bytes_of(jpeg), relayed(41));
        Relayed edited = relayed(42);
        edited.original = false;
        context.emit_relayed(bytes_of(jpeg), edited);
    });
    ASSERT_EQ(arrived.size(), 2u);
    const Arrived& first = arrived[0];
    EXPECT_EQ(first.payload, jpeg);
    EXPECT_EQ(first.info.sequence, 41u);
    EXPECT_EQ(first.info.captured, Clock::time_point(7s));
    EXPECT_EQ(first.info.width, 64u);
    EXPECT_TRUE(first.info.original);
    EXPECT_EQ(first.source, "door");
    EXPECT_EQ(first.boot, "boot-there");
    EXPECT_EQ(first.info.origin.epoch, 99u);
    EXPECT_EQ(first.info.origin.captured, 5s);
    EXPECT_EQ(first.info.origin.wall, 1760000000s);
    EXPECT_EQ(std::get<double>(*first.notes.find("motion")), 0.25);
    EXPECT_NE(first.info.epoch, 99u) << "a run of its own";
    EXPECT_FALSE(arrived[1].info.original);
}

TEST_F(RelayedFrames, TakeMoreNotesOnTheirWay) {
    pour(
        [&](SourceContext& context) {
            context.begin(Stream{});
            context.emit_relayed(bytes_of(jpeg_text()), relayed(0));
        },
        [](FramePtr frame, Context& context) { return context.note(frame, "people", std::int64_t{2}); });
    ASSERT_EQ(arrived.size(), 1u);
    EXPECT_EQ(std::get<double>(*arrived[0].notes.find("motion")), 0.25);
    EXPECT_EQ(std::get<std::int64_t>(*arrived[0].notes.find("people")), 2);
    EXPECT_EQ(arrived[0].source, "door");
}

TEST_F(RelayedFrames, AreLookedAtLikeACamerasOwn) {
    const std::string jpeg = jpeg_text();
    pour([&](SourceContext& context) {
        context.begin(Stream{});
        context.emit_relayed(bytes_of(jpeg + std::string(100, '\0')), relayed(0));
        context.emit_relayed(bytes_of(std::string(200, 'x')), relayed(1));
        context.emit_relayed(bytes_of(jpeg.substr(0, jpeg.size() / 2)), relayed(2));
        context.emit_relayed(Bytes(), relayed(3));
    });
    ASSERT_EQ(arrived.size(), 1u);
    EXPECT_EQ(arrived[0].payload, jpeg) << "without what comes after its end";
    EXPECT_EQ(dropped, (std::map<std::string, std::uint64_t, std::less<>>{{"no start", 1}, {"no end", 1}, {"empty", 1}}));
}

TEST_F(RelayedFrames, WithMissingTablesPutInAreNoLongerOriginal) {
    const std::string bare = jpeg_text(true);
    pour([&](SourceContext& context) {
        Stream stream;
        stream.insert_dht = true;
        context.begin(stream);
        context.emit_relayed(bytes_of(bare), relayed(0));
    });
    ASSERT_EQ(arrived.size(), 1u);
    EXPECT_EQ(arrived[0].payload.size(), bare.size() + 420);
    EXPECT_FALSE(arrived[0].info.original);
    EXPECT_EQ(arrived[0].source, "door");
}

TEST_F(RelayedFrames, OfACameraOfOurOwnThereIsNoOrigin) {
    pour([&](SourceContext& context) {
        context.begin(gray_stream());
        emit_gray(context, 0);
    });
    ASSERT_EQ(arrived.size(), 1u);
    EXPECT_TRUE(arrived[0].source.empty());
}

}  // namespace
}  // namespace sluice
