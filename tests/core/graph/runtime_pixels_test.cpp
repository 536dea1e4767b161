// Pictures are opened where a filter asks, once, and not at all where nobody wants to know.

#include "graph/runtime.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "tests/core/graph/fake_flow.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using namespace test;

/// A camera of JPEGs that delivers when the test says so.
class JpegTap {
public:
    JpegTap() : jpeg_(make_jpeg({.width = 320, .height = 240, .h = 2, .v = 1})) {}
    [[nodiscard]] SourceParts source() {
        return {[](SourceContext& context) {
                    Stream stream;
                    stream.width = 320;
                    stream.height = 240;
                    context.begin(stream);
                },
                [this, i = std::uint64_t{0}](SourceContext& context) mutable {
                    if (context.wait(event_.get(), Clock::time_point::max()) != SourceContext::Wait::ready) return true;
                    eventfd_t count = 0;
                    ::eventfd_read(event_.get(), &count);
                    while (count-- > 0) context.emit_copy(jpeg_, i++, Clock::time_point(std::chrono::seconds(100) + i * std::chrono::milliseconds(33)));
                    return true;
                },
                {}};
    }
    void pour(std::uint64_t count) { ::eventfd_write(event_.get(), count); }
    /// From now on frames begin and end like JPEGs, with nothing that can be opened between.
    void damage() {
        for (std::size_t i = 0; i + 1 < jpeg_.size(); ++i)
            if (jpeg_[i] == std::byte{0xff} && jpeg_[i + 1] == std::byte{0xdb}) jpeg_[i + 1] = std::byte{0xe5};  // its quantisers are gone
    }
    [[nodiscard]] const std::vector<std::byte>& jpeg() const { return jpeg_; }

private:
    std::vector<std::byte> jpeg_;
    UniqueFd event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

FilterPart looks_at(const Wish& wish) {
    return [wish](FramePtr frame, Context& context) {
        if (context.pixels(frame, wish)->width == 0) return FramePtr();
        return frame;
    };
}

class RuntimePixels : public ::testing::Test {
protected:
    void look(const std::string& name, const std::string& from, const Wish& wish) {
        graph_.filter(name, from, looks_at(wish));
        graph_.wishes([wish](Wishes& wishes) { wishes.pixels(wish); });
    }
    void start() {
        runtime_.emplace(graph_.plan(), std::nullopt);
        runtime_->start();
    }
    /// One frame after another, each worked off by all before the next comes.
    void pour_one_by_one(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::size_t before = seen_.count();
            tap_.pour(1);
            ASSERT_TRUE(wait_for([&] { return seen_.count() >= before + arrivals_; }));
        }
    }
    [[nodiscard]] NodeReport::Pictures pictures() const { return by_name(*runtime_).at("cam").pictures; }

    FakeGraph graph_;
    JpegTap tap_;
    Seen seen_;
    std::size_t arrivals_ = 1;  // at sinks, of each frame
    std::optional<Runtime> runtime_;
};

TEST_F(RuntimePixels, OneDecodeServesThreeBranchesOnThreeLanes) {
    graph_.source("cam", tap_.source());
    look("gray", "cam", {Format::gray, 1});
    look("small", "cam", {Format::gray, 4});
    look("colour", "cam", {Format::bgr24, 1});
    graph_.sink("all", {"gray", "small", "colour"}, seen_.writer());
    arrivals_ = 3;
    start();
    pour_one_by_one(20);
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(pictures().decodes, 20u);
    EXPECT_EQ(pictures().later_decodes, 0u);
    expect_all_accounted(*runtime_);
}

TEST_F(RuntimePixels, AFilterThatOpensPicturesLeavesTheCamerasLane) {
    std::thread::id camera, opener;
    graph_.source("cam", tap_.source());
    graph_.filter("looks", "cam", [&](FramePtr frame, Context& context) {
        opener = std::this_thread::get_id();
        return looks_at({})(std::move(frame), context);
    });
    graph_.wishes([](Wishes& wishes) { wishes.pixels({}); });
    graph_.sink("seen", {"looks"}, seen_.writer());
    graph_.sink("plain", {"cam"}, [&](std::size_t, const FramePtr&) { camera = std::this_thread::get_id(); });
    start();
    pour_one_by_one(1);
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_NE(camera, opener);
    EXPECT_EQ(seen_.all().front().thread, opener) << "what is behind it runs on its lane";
}

TEST_F(RuntimePixels, NothingIsDecodedWithoutDemandAndAtOnceWithIt) {
    SinkContext* context = nullptr;
    graph_.source("cam", tap_.source());
    look("looks", "cam", {Format::gray, 8});
    graph_.sink("live", {"looks"}, SinkParts{[&](SinkContext& host) { context = &host; }, seen_.writer(), {}, {}, -1});
    graph_.entry().wants = false;
    start();
    tap_.pour(5);
    ASSERT_TRUE(wait_for([&] { return by_name(*runtime_).at("cam").in == 5; }));
    EXPECT_EQ(pictures().decodes, 0u);
    context->demand(0, Demand::notes);
    pour_one_by_one(1);
    EXPECT_EQ(pictures().decodes, 1u) << "notes need pixels too";
    context->demand(0, Demand::none);
    tap_.pour(5);
    ASSERT_TRUE(wait_for([&] { return by_name(*runtime_).at("cam").in == 11; }));
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(pictures().decodes, 1u);
}

// The wish of a branch that is thinned, or that nobody wants, costs nothing on the other frames.
TEST_F(RuntimePixels, AWishThatDoesNotComeAlongIsNotPaidFor) {
    std::atomic<std::uint32_t> full = 0;
    graph_.source("cam", tap_.source());
    look("small", "cam", {Format::gray, 4});
    graph_.filter("colour", "cam", [&](FramePtr frame, Context& host) { return ++full, looks_at({Format::bgr24, 1})(std::move(frame), host); });
    graph_.wishes([](Wishes& wishes) { wishes.pixels({Format::bgr24, 1}); });
    graph_.sink("seen", {"small"}, seen_.writer());
    graph_.sink("unwanted", {"colour"}, SinkParts{});
    graph_.entry().wants = false;
    start();
    pour_one_by_one(10);
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(full, 0u);
    EXPECT_EQ(pictures().decodes, 10u);
}

TEST_F(RuntimePixels, ADamagedPictureIsDroppedAndCountedWhateverOnErrorSays) {
    graph_.source("cam", tap_.source());
    look("first", "cam", {Format::gray, 4});
    graph_.filter("second", "cam", looks_at({Format::gray, 8})).pass_on_error = true;
    graph_.wishes([](Wishes& wishes) { wishes.pixels({Format::gray, 8}); });
    graph_.sink("seen", {"first", "second"}, seen_.writer());
    arrivals_ = 2;
    start();
    pour_one_by_one(1);
    tap_.damage();
    tap_.pour(1);
    const auto dropped = [&](const char* name) {
        const auto report = by_name(*runtime_).at(name);
        return report.dropped.contains("damaged") ? report.dropped.at("damaged") : 0u;
    };
    ASSERT_TRUE(wait_for([&] { return dropped("first") == 1 && dropped("second") == 1; }));
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(seen_.count(), 2u) << "the frame did not pass";
    EXPECT_EQ(pictures().damaged, 1u) << "one picture, though two asked";
    expect_all_accounted(*runtime_);
}

TEST_F(RuntimePixels, WhatIsDrawnIsEncodedOnceForAllSinksAndOnlyIfOneWantsBytes) {
    SinkContext* context = nullptr;
    std::atomic<std::size_t> sizes = 0;
    graph_.source("cam", tap_.source());
    graph_.filter("drawn", "cam", [](FramePtr frame, Context& host) { return host.publish(host.edit(frame, Format::i420), frame, {}); });
    graph_.wishes([](Wishes& wishes) {
        wishes.pixels({Format::i420, 1});
        wishes.publishes({});
    });
    graph_.sink("notes", {"drawn"}, SinkParts{[&](SinkContext& host) { context = &host; }, seen_.writer(), {}, {}, -1});
    graph_.entry().wants = false;
    SinkContext* second = nullptr;
    graph_.sink("bytes", {"drawn"}, SinkParts{[&](SinkContext& host) { second = &host; }, [&](std::size_t, const FramePtr& frame) { sizes += frame->bytes().size() > 1000; }, {}, {}, -1});
    graph_.entry().wants = false;
    start();
    context->demand(0, Demand::notes);
    pour_one_by_one(3);
    EXPECT_EQ(pictures().encodes, 0u);
    context->demand(0, Demand::bytes);
    second->demand(0, Demand::bytes);
    pour_one_by_one(3);
    ASSERT_TRUE(wait_for([&] { return sizes == 3; }));
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(pictures().encodes, 3u);
    EXPECT_EQ(pictures().decodes, 6u);
}

TEST_F(RuntimePixels, BesideAFilterThePassthroughStillGetsTheCamerasOwnBytes) {
    std::atomic<int> equal = 0, other = 0;
    graph_.source("cam", tap_.source());
    look("looks", "cam", {Format::gray, 8});
    graph_.sink("plain", {"cam"}, [&](std::size_t, const FramePtr& frame) {
        const auto bytes = frame->bytes().view();
        ++(frame->info().original && std::ranges::equal(bytes, tap_.jpeg()) ? equal : other);
    });
    graph_.sink("seen", {"looks"}, seen_.writer());
    start();
    pour_one_by_one(5);
    EXPECT_TRUE(runtime_->stop(false).empty());
    EXPECT_EQ(equal, 5);
    EXPECT_EQ(other, 0);
}

}  // namespace
}  // namespace sluice
