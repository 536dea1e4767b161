// FilterBench with filters of the test's own, and with a plugin.
#include <stdexcept>

#include <gmock/gmock.h>

#include <sluice/bench.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::bench {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Wish small{Format::gray, 4, {}, {}};

constexpr Param parameters[] = {
    Param::choice("do", "note|draw|turn|emit|throw|swallow|ask_more", "what to do").fallback("note"),
    Param::whole("level", "of gray").fallback("12").between("0", "255"),
    Param::region("area", "several of them").several(),
    Param::text("label", "any text"),
    Param::map("names", "of things"),
};

class Busy final : public Filter {
public:
    explicit Busy(const Params& params) : params_(params), do_(params.text("do")) {
        if (params.has("names") && (params.key("names", 0) != "a" || params.text("names", 0) != "1 x")) throw Error("odd names");
        if (params.whole("level") == 13) throw Error("13 brings bad luck", "take another");
    }
    ~Busy() override { gone += params_.text("do"); }  // its Params are still there

    static void wishes(const Params& params, Wishes& wishes) {
        wishes.pixels(small);
        if (params.text("do") == "draw") wishes.pixels({Format::i420, 1, {}, {}});
        if (params.text("do") == "turn") wishes.coefficients(false);
        wishes.publishes({80, 0});
    }
    static void check(const Params& params, Complaints& complaints) {
        if (params.whole("level") == 99) complaints.add("level", "99 and no label", "write a label");
    }

    FramePtr process(FramePtr frame, Context& context) override {
        context.log(Level::info, "frame " + std::to_string(frame->info().sequence));
        if (do_ == "throw") throw std::domain_error("on purpose");
        if (do_ == "swallow") return nullptr;
        if (do_ == "ask_more") return (void)context.pixels(frame, {Format::bgr24, 1, {}, {}}), frame;
        if (do_ == "draw") {
            CanvasPtr canvas = context.edit(frame, Format::i420);
            for (std::uint32_t y = 0; y < canvas->height; ++y)
                std::fill_n(canvas->plane[0].row(y), canvas->plane[0].width, std::uint8_t{255});
            return context.publish(std::move(canvas), frame, {});
        }
        if (do_ == "turn") {
            CoefficientEditPtr edit = context.edit_coefficients(std::move(frame));
            edit->turn(Turn::rotate_90, true);
            return context.publish(std::move(edit), nullptr);
        }
        FramePtr noted = context.note(frame, "width", std::int64_t{context.pixels(frame, small)->width});
        if (do_ == "emit") context.emit(frame);
        return noted;
    }

    static inline std::string gone;

private:
    const Params& params_;
    std::string do_;
};

constexpr NodeEntry busy = filter_entry<Busy>("busy", "does this and that", parameters);

std::string refusal(const Texts& texts) {
    try {
        FilterBench bench(busy, texts);
        return "none";
    } catch (const Error& error) {
        return error.what();
    }
}

TEST(FilterBench, NotesAndCounts) {
    FilterBench bench(busy);
    const auto out = bench.feed_jpeg(test_picture(0, {320, 240}));
    ASSERT_THAT(out, SizeIs(1));
    EXPECT_EQ(note<std::int64_t>(out[0], "width"), 80);
    EXPECT_TRUE(out[0]->info().original);
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .out = 1, .decodes = 1}));
    EXPECT_THAT(bench.lines(), ElementsAre(Line{Level::info, "frame 0"}));
    EXPECT_THROW((void)note<double>(out[0], "width"), Error);
    EXPECT_THROW((void)note<double>(out[0], "height"), Error);
}

TEST(FilterBench, EmittedFramesComeFirst) {
    FilterBench bench(busy, {{"do", "emit"}});
    const auto out = bench.feed_jpeg(test_picture());
    ASSERT_THAT(out, SizeIs(2));
    EXPECT_TRUE(out[0]->notes().empty());
    EXPECT_FALSE(out[1]->notes().empty());
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .out = 2, .emitted = 1, .decodes = 1}));
}

TEST(FilterBench, EncodesWhatWasDrawnOnlyWhenAsked) {
    FilterBench bench(busy, {{"do", "draw"}});
    const auto out = bench.feed_jpeg(test_picture());
    EXPECT_EQ(bench.counts().encodes, 0u);
    EXPECT_FALSE(out.at(0)->info().original);
    EXPECT_GT(out.at(0)->bytes().size(), 100u);
    EXPECT_GT(mean(*pixels(out.at(0), Format::gray)), 254);
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .out = 1, .decodes = 1, .encodes = 1}));
}

TEST(FilterBench, CountsCoefficients) {
    FilterBench bench(busy, {{"do", "turn"}});
    const auto out = bench.feed_jpeg(test_picture(0, {320, 240}));
    EXPECT_EQ(out.at(0)->info().width, 240u);
    EXPECT_EQ(pixels(out.at(0), Format::bgr24)->height, 320u);
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .out = 1, .block_reads = 1, .block_writes = 1}));
}

TEST(FilterBench, WhatTheFilterThrowsReachesTheTest) {
    FilterBench bench(busy, {{"do", "throw"}});
    EXPECT_THROW(bench.feed_jpeg(test_picture()), std::domain_error);
    EXPECT_THROW(bench.feed_jpeg(test_picture()), std::domain_error);
    EXPECT_EQ(bench.counts(), (Counts{.in = 2, .failed = 2}));
}

TEST(FilterBench, CountsDamageApart) {
    // A whole frame by its ends; the tables its scan needs are not there.
    const Bytes good = test_picture();
    std::string bytes(reinterpret_cast<const char*>(good.data()), good.size());
    const auto tables = bytes.find("\xff\xdb");
    ASSERT_NE(tables, bytes.npos);
    bytes[tables + 4] = '\x0f';
    FilterBench bench(busy);
    EXPECT_THROW(bench.feed_jpeg(std::as_bytes(std::span(bytes))), Error);
    EXPECT_EQ(bench.counts().damaged, 1u);
    EXPECT_EQ(bench.counts().failed, 0u);
}

TEST(FilterBench, CountsDroppedFrames) {
    FilterBench bench(busy, {{"do", "swallow"}});
    EXPECT_THAT(bench.feed_jpeg(test_picture()), IsEmpty());
    EXPECT_EQ(bench.counts(), (Counts{.in = 1, .dropped = 1}));
}

TEST(FilterBench, UndeclaredPixelsAreRefusedAsInTheProgram) {
    FilterBench bench(busy, {{"do", "ask_more"}});
    EXPECT_THAT([&] { bench.feed_jpeg(test_picture()); }, testing::ThrowsMessage<Error>(HasSubstr("not declared")));
}

TEST(FilterBench, TellsWhatTheEntryDeclares) {
    FilterBench bench(busy, {{"do", "turn"}});
    EXPECT_THAT(bench.wishes().pixels, ElementsAre(small));
    EXPECT_TRUE(bench.wishes().coefficients);
    EXPECT_EQ(bench.wishes().publishes, (Encoding{80, 0}));
    EXPECT_STREQ(bench.entry().type, "busy");
}

TEST(FilterBench, TheFilterGoesBeforeItsParams) {
    Busy::gone.clear();
    { FilterBench bench(busy, {{"do", "swallow"}}); }
    EXPECT_EQ(Busy::gone, "swallow");
}

TEST(FilterBench, TakesMaps) {
    EXPECT_EQ(refusal({{"names", "{ a: 1 x }"}}), "none");
    EXPECT_THAT(refusal({{"names", "a"}}), HasSubstr("write it like { name: value }"));
    EXPECT_THAT(refusal({{"names", "{ a: [1] }"}}), HasSubstr("where one value belongs"));
}

TEST(FilterBench, TellsEveryMistakeAsCheckWould) {
    EXPECT_EQ(refusal({{"level", "300"}}), "busy.level: 300 is more than 255; write 0 to 255");
    EXPECT_THAT(refusal({{"levle", "1"}, {"do", "dance"}}),
                AllOf(HasSubstr("busy: unknown key \"levle\"; did you mean level?"), HasSubstr("\nbusy.do: \"dance\" is not one of")));
    EXPECT_EQ(refusal({{"level", "99"}}), "busy.level: 99 and no label; write a label");
    EXPECT_EQ(refusal({{"level", "13"}}), "13 brings bad luck; take another");
    EXPECT_THAT(refusal({{"area", "[1, 2]"}}), HasSubstr("busy.area: [1, 2]"));
    EXPECT_EQ(refusal({{"area", {"[0, 0, 8, 8]", "[8, 8, 8, 8]"}}, {"label", "[%H: 'M] {"}, {"level", {"7"}}}), "none");
}

TEST(FilterBench, OneBenchTakesWhatAnotherGave) {
    FilterBench first(busy, {{"do", "draw"}}), second(busy);
    const auto out = second.feed(first.feed_jpeg(test_picture(0, {320, 240})));
    EXPECT_EQ(note<std::int64_t>(out.at(0), "width"), 80);
    EXPECT_EQ(second.counts().in, 1u);
}

TEST(FilterBench, OpensRawFrames) {
    FilterBench bench(busy);
    const std::vector<std::byte> yuyv(640 * 480 * 2, std::byte{128});
    const auto out = bench.feed_raw({Format::yuyv, {640, 480}}, yuyv);
    EXPECT_EQ(note<std::int64_t>(out.at(0), "width"), 160);
}

TEST(FilterBench, LoadsAPluginAndSaysWhyNot) {
    FilterBench bench = FilterBench::load(EVERY_NTH, "every_nth", {{"n", "3"}});
    for (int i = 0; i < 7; ++i) (void)bench.feed_jpeg(plain_picture(100, {64, 48}));
    EXPECT_EQ(bench.counts().out, 3u);
    EXPECT_EQ(bench.counts().decodes, 0u);

    const auto load = [](const std::string& file, const char* type) {
        return [=] { (void)FilterBench::load(file, type); };
    };
    test::ScratchFolder folder;
    folder.put("text.so", "no library");
    EXPECT_THAT(load(EVERY_NTH, "every_mth"), testing::ThrowsMessage<Error>(HasSubstr("has no filter every_mth")));
    EXPECT_THAT(load(folder.path() / "text.so", "x"), testing::ThrowsMessage<Error>(HasSubstr("text.so: ")));
    EXPECT_THAT(load(folder.path() / "none.so", "x"), testing::ThrowsMessage<Error>(HasSubstr("none.so: ")));
}

}  // namespace
}  // namespace sluice::bench
