#include "graph/frame_check.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using FrameBytes = std::vector<std::byte>;

Stream jpeg_stream(std::uint32_t width = 160, std::uint32_t height = 96) {
    Stream stream;
    stream.width = width;
    stream.height = height;
    return stream;
}

Stream nv12_stream() {
    Stream stream = jpeg_stream(16, 8);
    stream.format = Format::nv12;
    stream.planes.count = 2;
    stream.planes.plane = {Plane{0, 20, 8}, Plane{160, 20, 4}, Plane{}};  // 240 bytes
    return stream;
}

FrameCheck::Verdict checked(const Stream& stream, const FrameBytes& bytes) {
    FrameCheck check;
    check.begin(stream);
    return check.check(bytes);
}

std::string why_lost(const Stream& stream, const FrameBytes& bytes) { return std::string(checked(stream, bytes).lost); }

const FrameBytes& camera_picture() {
    static const FrameBytes picture = test::make_jpeg({.width = 160, .height = 96, .h = 2, .v = 1, .restart_rows = 1});
    return picture;
}

/// A camera's frame with a restart marker lost: the quick look does not see it.
FrameBytes with_a_marker_lost() {
    FrameBytes picture = camera_picture();
    for (std::size_t i = picture.size() / 2; i + 1 < picture.size(); ++i)
        if (picture[i] == std::byte{0xff} && (picture[i + 1] & std::byte{0xf8}) == std::byte{0xd0}) {
            picture.erase(picture.begin() + static_cast<std::ptrdiff_t>(i), picture.begin() + static_cast<std::ptrdiff_t>(i + 2));
            return picture;
        }
    ADD_FAILURE() << "no restart marker";
    return picture;
}

TEST(FrameCheck, ACamerasPictureIsOneAndItsPaddingIsCut) {
    FrameBytes padded = camera_picture();
    padded.resize(padded.size() + 1000);
    for (const Validate validate : {Validate::normal, Validate::strict}) {
        Stream stream = jpeg_stream(0, 0);
        stream.validate = validate;
        const FrameCheck::Verdict verdict = checked(stream, padded);
        EXPECT_EQ(verdict.lost, "");
        EXPECT_EQ(verdict.size, camera_picture().size());
        EXPECT_EQ(verdict.width, 160u) << "as its header says";
        EXPECT_EQ(verdict.height, 96u);
        EXPECT_EQ(verdict.insert_dht_at, 0u);
    }
}

TEST(FrameCheck, NamesWhatIsWrongInTheWordsOfTheCounters) {
    FrameBytes bad = camera_picture();
    EXPECT_EQ(why_lost(jpeg_stream(), {}), "empty");
    EXPECT_EQ(why_lost(jpeg_stream(), FrameBytes(20)), "short");
    EXPECT_EQ(why_lost(jpeg_stream(), FrameBytes(2000)), "no start");
    EXPECT_EQ(why_lost(jpeg_stream(), FrameBytes(bad.begin(), bad.end() - 1)), "no end");
    EXPECT_EQ(why_lost(jpeg_stream(), test::make_jpeg({.width = 65500, .height = 8, .quality = 10})), "");
    EXPECT_EQ(why_lost(nv12_stream(), FrameBytes(239)), "short");
    EXPECT_EQ(why_lost(nv12_stream(), {}), "empty");
}

TEST(FrameCheck, AnotherSizeIsLostOnlyWhereOneWasAgreed) {
    Stream stream = jpeg_stream(1280, 720);
    EXPECT_EQ(why_lost(stream, camera_picture()), "");
    stream.size_agreed = true;
    EXPECT_EQ(why_lost(stream, camera_picture()), "other size");
    stream.height = 96;
    EXPECT_EQ(why_lost(stream, camera_picture()), "other size");
    stream.width = 160;
    EXPECT_EQ(why_lost(stream, camera_picture()), "");
    EXPECT_EQ(why_lost(stream, FrameBytes(camera_picture().begin(), camera_picture().end() - 2)), "no end");
}

TEST(FrameCheck, StrictSeesMarkersThatNormalPasses) {
    Stream stream = jpeg_stream();
    EXPECT_EQ(why_lost(stream, with_a_marker_lost()), "");
    stream.validate = Validate::strict;
    EXPECT_EQ(why_lost(stream, with_a_marker_lost()), "bad markers");
    EXPECT_EQ(why_lost(stream, test::make_jpeg({.width = 160, .height = 96, .progressive = true})), "");
}

TEST(FrameCheck, OffLooksAtNothingOfAJpeg) {
    Stream stream = jpeg_stream();
    stream.validate = Validate::off;
    stream.size_agreed = stream.insert_dht = true;
    EXPECT_EQ(why_lost(stream, {}), "empty");
    FrameBytes padded = test::make_jpeg({.width = 32, .height = 24, .without_huffman = true});
    padded.resize(padded.size() + 10);
    for (const FrameBytes& bytes : {FrameBytes(1), padded}) {
        const FrameCheck::Verdict verdict = checked(stream, bytes);
        EXPECT_EQ(verdict.lost, "");
        EXPECT_EQ(verdict.size, bytes.size()) << "padding stays";
        EXPECT_EQ(verdict.insert_dht_at, 0u);
        EXPECT_EQ(verdict.width, 160u) << "as the stream says";
        EXPECT_EQ(verdict.height, 96u);
    }
}

TEST(FrameCheck, RawPlanesAreAllThereWhateverIsValidated) {
    for (const Validate validate : {Validate::normal, Validate::strict, Validate::off}) {
        Stream stream = nv12_stream();
        stream.validate = validate;
        EXPECT_EQ(why_lost(stream, FrameBytes(239)), "short") << "who opens the planes reads them";
        const FrameCheck::Verdict padded = checked(stream, FrameBytes(300));
        EXPECT_EQ(padded.lost, "");
        EXPECT_EQ(padded.size, validate == Validate::off ? 300u : 240u);
        EXPECT_EQ(padded.width, 16u);
        EXPECT_EQ(padded.height, 8u);
    }
    Stream unknown = nv12_stream();
    unknown.planes = {};
    EXPECT_EQ(checked(unknown, FrameBytes(7)).size, 7u) << "planes not told";
    Stream hostile = nv12_stream();
    hostile.planes.count = 100;
    hostile.planes.plane[1] = {0xffffffff, 0xffffffff, 0xffffffff};
    EXPECT_EQ(why_lost(hostile, FrameBytes(300)), "short");
}

TEST(FrameCheck, MissingTablesAreToldWhereTheyAreToBeInserted) {
    const FrameBytes bare = test::make_jpeg({.width = 160, .height = 96, .without_huffman = true});
    Stream stream = jpeg_stream();
    EXPECT_EQ(checked(stream, bare).insert_dht_at, 0u) << "not asked for";
    stream.insert_dht = true;
    FrameBytes padded = bare;
    padded.resize(padded.size() + 64);
    const FrameCheck::Verdict verdict = checked(stream, padded);
    ASSERT_GT(verdict.insert_dht_at, 0u);
    FrameBytes whole(verdict.size + standard_dht().size());
    EXPECT_EQ(copy_with_dht(std::span(padded).first(verdict.size), verdict.insert_dht_at, whole), whole.size());
    stream.validate = Validate::strict;
    EXPECT_EQ(checked(stream, whole).lost, "");
    EXPECT_EQ(checked(stream, whole).size, whole.size());
    EXPECT_EQ(checked(stream, whole).insert_dht_at, 0u);
    EXPECT_EQ(checked(stream, camera_picture()).insert_dht_at, 0u);
}

TEST(FrameCheck, ANewStreamIsJudgedByItsOwnWords) {
    FrameCheck check;
    check.begin(nv12_stream());
    EXPECT_EQ(check.check(FrameBytes(240)).lost, "");
    check.begin(jpeg_stream());
    EXPECT_EQ(check.check(FrameBytes(240)).lost, "no start");
    EXPECT_EQ(check.check(camera_picture()).lost, "");
}

}  // namespace
}  // namespace sluice
