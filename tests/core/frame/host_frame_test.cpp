#include "frame/host_frame.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sluice/error.hpp>

namespace sluice {
namespace {

Bytes some_bytes() {
    auto kept = std::make_shared<const std::string>("a picture");
    const auto view = std::as_bytes(std::span(*kept));
    return {std::move(kept), view};
}

FramePtr with_note(const FramePtr& frame, std::string_view key, Note value) {
    return host_frame(frame).with(frame->notes().with(key, std::move(value)));
}

FrameInfo some_info() {
    FrameInfo info;
    info.sequence = 12;
    info.epoch = 3;
    info.source = "front";
    return info;
}

TEST(HostFrame, ANoteMakesANewFrameOverTheSameBytes) {
    const FramePtr plain = make_frame(some_info(), some_bytes());
    const FramePtr noted = with_note(plain, "motion", 0.25);
    EXPECT_EQ(noted->bytes().data(), plain->bytes().data());
    EXPECT_EQ(noted->info().sequence, 12u);
    EXPECT_TRUE(plain->notes().empty()) << "what was handed over never changes";
    ASSERT_NE(noted->notes().find("motion"), nullptr);
    EXPECT_EQ(std::get<double>(*noted->notes().find("motion")), 0.25);
}

TEST(HostFrame, TheLastWriterOfANoteWins) {
    const FramePtr first = with_note(make_frame(some_info(), some_bytes()), "text", std::string("one"));
    const FramePtr second = with_note(first, "text", std::string("two"));
    EXPECT_EQ(std::get<std::string>(*second->notes().find("text")), "two");
    EXPECT_EQ(std::get<std::string>(*first->notes().find("text")), "one");
    EXPECT_EQ(second->notes().end() - second->notes().begin(), 1);
}

TEST(HostFrame, FramesThatAddNothingShareTheirNotes) {
    const FramePtr noted = with_note(make_frame(some_info(), some_bytes()), "boxes", std::vector<Box>{{1, 2, 3, 4, "cat", 0.9f, 7}});
    const Notes copy = noted->notes();
    EXPECT_EQ(copy.begin(), noted->notes().begin());
}

TEST(HostFrame, BytesLiveWhileAnyFrameOrCopyOfThemDoes) {
    auto kept = std::make_shared<const std::string>("a picture");
    const std::weak_ptr<const std::string> watch = kept;
    const auto view = std::as_bytes(std::span(*kept));
    FramePtr frame = make_frame(some_info(), Bytes(std::move(kept), view));
    FramePtr noted = with_note(frame, "motion", 1.0);
    const auto part = std::make_unique<Bytes>(noted->bytes().first(3));
    frame.reset();
    noted.reset();
    EXPECT_FALSE(watch.expired());
    EXPECT_EQ(part->size(), 3u);
}

TEST(HostFrame, MayBeReadAfterItsMakerLetGoOfIt) {
    std::weak_ptr<const std::string> watch;
    {
        auto kept = std::make_shared<const std::string>("a picture");
        watch = kept;
        const auto view = std::as_bytes(std::span(*kept));
        const FramePtr frame = make_frame(some_info(), Bytes(std::move(kept), view));
        EXPECT_FALSE(watch.expired());
    }
    EXPECT_TRUE(watch.expired()) << "the way home is the last handle's end";
}

TEST(HostFrame, AFrameOfSomebodyElseIsRefused) {
    struct Forged final : Frame {
        [[nodiscard]] const FrameInfo& info() const noexcept override { return facts; }
        [[nodiscard]] const Bytes& bytes() const noexcept override { return none; }
        [[nodiscard]] const Notes& notes() const noexcept override { return no_notes; }
        FrameInfo facts;
        Bytes none;
        Notes no_notes;
    };
    EXPECT_THROW(static_cast<void>(host_frame(std::make_shared<Forged>())), Error);
    EXPECT_THROW(static_cast<void>(host_frame(nullptr)), Error);
}

}  // namespace
}  // namespace sluice
