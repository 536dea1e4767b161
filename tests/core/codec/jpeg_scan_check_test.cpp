#include "codec/jpeg_scan_check.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "codec/jpeg_check.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice {
namespace {

using Jpeg = std::vector<std::byte>;

unsigned number(std::byte byte) { return std::to_integer<unsigned>(byte); }

Jpeg bytes(std::initializer_list<unsigned> values) {
    Jpeg made;
    for (const unsigned value : values) made.push_back(static_cast<std::byte>(value));
    return made;
}

Jpeg spliced(Jpeg jpeg, std::size_t at, const Jpeg& part) {
    jpeg.insert(jpeg.begin() + static_cast<std::ptrdiff_t>(at), part.begin(), part.end());
    return jpeg;
}

Jpeg without(Jpeg jpeg, std::size_t at, std::size_t count) {
    const auto begin = jpeg.begin() + static_cast<std::ptrdiff_t>(at);
    jpeg.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return jpeg;
}

/// Where 0xff and a marker of these stand, from `from` on.
std::vector<std::size_t> places_of(const Jpeg& jpeg, unsigned low, unsigned high, std::size_t from = 0) {
    std::vector<std::size_t> places;
    for (std::size_t i = from; i + 1 < jpeg.size(); ++i)
        if (number(jpeg[i]) == 0xff && number(jpeg[i + 1]) >= low && number(jpeg[i + 1]) <= high) places.push_back(i);
    return places;
}

std::size_t scan_of(const Jpeg& jpeg) { return places_of(jpeg, 0xda, 0xda).front(); }
std::vector<std::size_t> restarts_of(const Jpeg& jpeg) { return places_of(jpeg, 0xd0, 0xd7, scan_of(jpeg)); }

/// From an exact block on the heap, so that one byte too far is seen under asan.
std::size_t walk(const Jpeg& jpeg) {
    const auto block = std::make_unique<std::byte[]>(jpeg.size());
    if (!jpeg.empty()) std::memcpy(block.get(), jpeg.data(), jpeg.size());
    return check_jpeg_markers({block.get(), jpeg.size()});
}

Jpeg camera_jpeg() { return test::make_jpeg({.width = 160, .height = 96, .h = 2, .v = 1, .exif = true}); }
Jpeg restarting_jpeg() { return test::make_jpeg({.width = 160, .height = 160, .h = 2, .v = 1, .restart_rows = 1}); }

TEST(JpegMarkers, OfWholePicturesAreInOrder) {
    std::vector<test::JpegSpec> specs;
    for (const auto& [h, v] : std::vector<std::pair<int, int>>{{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}})
        for (const auto& [width, height] : std::vector<std::pair<unsigned, unsigned>>{{160, 96}, {161, 97}, {1, 1}, {17, 250}})
            for (const int rows : {0, 1, 3})
                for (const bool progressive : {false, true})
                    specs.push_back({.width = width, .height = height, .h = h, .v = v, .restart_rows = rows, .progressive = progressive});
    for (const int rows : {0, 1}) {
        specs.push_back({.width = 100, .height = 50, .gray = true, .restart_rows = rows});
        specs.push_back({.width = 100, .height = 50, .restart_rows = rows, .cmyk = true});
        specs.push_back({.width = 100, .height = 50, .restart_rows = rows, .without_huffman = true, .exif = true});
    }
    for (const test::JpegSpec& spec : specs) {
        const Jpeg jpeg = test::make_jpeg(spec);
        EXPECT_EQ(walk(jpeg), jpeg.size()) << spec.width << "x" << spec.height << " " << spec.h << "," << spec.v << " rows "
                                           << spec.restart_rows << (spec.progressive ? " progressive" : "");
    }
}

TEST(JpegMarkers, EndWithThePictureWhateverFollows) {
    const Jpeg whole = camera_jpeg();
    for (const unsigned fill : {0x00u, 0xffu, 0xd9u}) {
        Jpeg padded = whole;
        padded.insert(padded.end(), 100'000, static_cast<std::byte>(fill));
        EXPECT_EQ(walk(padded), whole.size());
    }
    EXPECT_EQ(walk(spliced(whole, whole.size(), whole)), whole.size()) << "a second picture is not this one";
}

TEST(JpegMarkers, OfAThumbnailAreNotThePictures) {
    const Jpeg whole = camera_jpeg();
    const Jpeg thumbnail = test::make_jpeg({.width = 32, .height = 24, .restart_rows = 1});
    Jpeg segment = bytes({0xff, 0xe1, static_cast<unsigned>(thumbnail.size() + 2) >> 8, static_cast<unsigned>(thumbnail.size() + 2) & 255});
    segment.insert(segment.end(), thumbnail.begin(), thumbnail.end());
    const Jpeg with = spliced(whole, 2, segment);
    EXPECT_EQ(walk(with), with.size());
    EXPECT_EQ(check_jpeg(with).width, 160u);
    EXPECT_EQ(walk(Jpeg(with.begin(), with.end() - 2)), 0u);
}

TEST(JpegMarkers, MayHaveFillBytesInFront) {
    Jpeg jpeg = restarting_jpeg();
    for (const std::size_t place : {jpeg.size() - 2, restarts_of(jpeg)[1], restarts_of(jpeg)[0], scan_of(jpeg), std::size_t{2}})
        jpeg = spliced(jpeg, place, bytes({0xff, 0xff}));
    EXPECT_EQ(walk(jpeg), jpeg.size());
}

TEST(JpegMarkers, OfARestartComeAllAndInTheirTurn) {
    const Jpeg whole = restarting_jpeg();
    const std::vector<std::size_t> restarts = restarts_of(whole);
    ASSERT_EQ(restarts.size(), 19u) << "20 rows of units";
    for (const std::size_t place : restarts) {
        EXPECT_EQ(walk(without(whole, place, 2)), 0u) << "missing";
        Jpeg wrong = whole;
        wrong[place + 1] ^= std::byte{1};
        EXPECT_EQ(walk(wrong), 0u) << "out of its turn";
        EXPECT_EQ(walk(spliced(whole, place, bytes({0xff, number(whole[place + 1])}))), 0u) << "twice";
    }
    // Eight intervals lost at once: each marker is in its turn, but they are too few.
    EXPECT_EQ(walk(without(whole, restarts[3], restarts[11] - restarts[3])), 0u);
    EXPECT_EQ(walk(spliced(whole, whole.size() - 2, bytes({0xff, 0xd3}))), 0u) << "behind the last interval";
    // What was between two markers is gone, they are not.
    EXPECT_EQ(walk(without(whole, restarts[3] + 2, restarts[4] - restarts[3] - 2)), 0u);
    EXPECT_EQ(walk(without(whole, restarts[18] + 2, whole.size() - restarts[18] - 4)), 0u);
}

TEST(JpegMarkers, OfARestartNeedAnInterval) {
    const Jpeg whole = camera_jpeg();
    EXPECT_EQ(walk(spliced(whole, whole.size() - 40, bytes({0x12, 0xff, 0xd0, 0x34}))), 0u);
    EXPECT_EQ(walk(spliced(whole, scan_of(whole), bytes({0xff, 0xd0}))), 0u) << "between the segments";
    Jpeg never = spliced(whole, scan_of(whole), bytes({0xff, 0xdd, 0x00, 0x04, 0xff, 0xff}));
    EXPECT_EQ(walk(never), never.size()) << "an interval longer than the picture";
    EXPECT_EQ(walk(spliced(whole, scan_of(whole), bytes({0xff, 0xdd, 0x00, 0x05, 0x00, 0x01, 0x00}))), 0u);
}

TEST(JpegMarkers, InTheScanAreRestartMarkersAlone) {
    const Jpeg whole = camera_jpeg();
    const std::size_t middle = (scan_of(whole) + whole.size()) / 2;
    for (unsigned marker = 0x01; marker < 0xff; ++marker)
        EXPECT_EQ(walk(spliced(whole, middle, bytes({0x11, 0xff, marker, 0x00, 0x02}))), marker == 0xd9 ? middle + 3 : 0u) << std::hex << marker;
    EXPECT_EQ(walk(spliced(whole, whole.size() - 2, bytes({0xff, 0xfe, 0x00, 0x02}))), 0u) << "behind the last scan is its end";
    EXPECT_EQ(walk(spliced(whole, middle, bytes({0x11, 0xff, 0xff, 0x00, 0x22}))), 0u) << "fill bytes in front of nothing";
    const Jpeg coded = spliced(whole, middle, bytes({0x11, 0xff, 0x00, 0x22}));
    EXPECT_EQ(walk(coded), coded.size());
}

TEST(JpegMarkers, AreOneFrameHeaderBeforeTheScans) {
    const Jpeg whole = camera_jpeg();
    const std::size_t frame = places_of(whole, 0xc0, 0xc0).back();
    const Jpeg header(whole.begin() + static_cast<std::ptrdiff_t>(frame), whole.begin() + static_cast<std::ptrdiff_t>(frame + 19));
    EXPECT_EQ(walk(without(whole, frame, 19)), 0u);
    EXPECT_EQ(walk(spliced(whole, frame, header)), 0u);
    EXPECT_EQ(walk(spliced(whole, whole.size() - 2, header)), 0u);
    const Jpeg progressive = test::make_jpeg({.width = 64, .height = 64, .progressive = true});
    EXPECT_EQ(walk(spliced(progressive, places_of(progressive, 0xda, 0xda)[2], header)), 0u);
}

TEST(JpegMarkers, ScanEachComponentOfTheFrame) {
    // One scan for each component, as some encoders write baseline.
    const auto picture = [](std::initializer_list<unsigned> scans) {
        Jpeg jpeg = bytes({0xff, 0xd8, 0xff, 0xc0, 0x00, 0x11, 8, 0, 16, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1});
        for (const unsigned id : scans) {
            const Jpeg scan = bytes({0xff, 0xda, 0x00, 0x08, 1, id, 0, 0, 63, 0, 0x12, 0x34});
            jpeg.insert(jpeg.end(), scan.begin(), scan.end());
        }
        return spliced(jpeg, jpeg.size(), bytes({0xff, 0xd9}));
    };
    EXPECT_EQ(walk(picture({1, 2, 3})), picture({1, 2, 3}).size());
    EXPECT_EQ(walk(picture({1, 2})), 0u);
    EXPECT_EQ(walk(picture({})), 0u);
    EXPECT_EQ(walk(picture({1, 2, 3, 2})), 0u);
    EXPECT_EQ(walk(picture({1, 2, 4})), 0u);
    Jpeg longer = picture({1, 2, 3});
    longer = spliced(longer, scan_of(longer) + 10, bytes({0}));
    longer[scan_of(longer) + 3] = std::byte{9};
    EXPECT_EQ(walk(longer), 0u) << "a scan header of more than its components";
}

TEST(JpegMarkers, OfASecondScanFollowItsOwnUnits) {
    // 33x17 in 4:2:0: 3x2 units together, luma alone 5x3, chroma alone 3x2. An interval of 2 in each scan.
    Jpeg jpeg = bytes({0xff, 0xd8, 0xff, 0xc0, 0x00, 0x11, 8, 0, 17, 0, 33, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xdd, 0, 4, 0, 2});
    for (const auto& [id, restarts] : std::vector<std::pair<unsigned, unsigned>>{{1, 7}, {2, 2}, {3, 2}}) {
        jpeg = spliced(jpeg, jpeg.size(), bytes({0xff, 0xda, 0x00, 0x08, 1, id, 0, 0, 63, 0, 0x12}));
        for (unsigned i = 0; i < restarts; ++i) jpeg = spliced(jpeg, jpeg.size(), bytes({0xff, 0xd0 + i % 8, 0x34}));
    }
    jpeg = spliced(jpeg, jpeg.size(), bytes({0xff, 0xd9}));
    EXPECT_EQ(walk(jpeg), jpeg.size());
    for (const std::size_t place : restarts_of(jpeg)) EXPECT_EQ(walk(without(jpeg, place, 3)), 0u);
}

TEST(JpegMarkers, OfEveryCutPictureAreNotInOrder) {
    for (const Jpeg& whole : {camera_jpeg(), restarting_jpeg(), test::make_jpeg({.width = 40, .height = 40, .progressive = true})})
        for (std::size_t size = 0; size < whole.size(); ++size)
            ASSERT_EQ(walk(Jpeg(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), 0u) << size;
}

TEST(JpegMarkers, OfHostileBytesStayInside) {
    for (const unsigned marker : {0xddu, 0xc0u, 0xdau, 0xe0u})
        for (unsigned length = 0; length < 12; ++length) {
            Jpeg jpeg = bytes({0xff, 0xd8, 0xff, marker, 0, length});
            jpeg.resize(4 + length, std::byte{1});
            EXPECT_EQ(walk(jpeg), 0u);
        }
    std::minstd_rand random(4);
    const std::vector<Jpeg> wholes = {camera_jpeg(), restarting_jpeg(), test::make_jpeg({.width = 40, .height = 40, .progressive = true})};
    for (int i = 0; i < 20'000; ++i) {
        Jpeg jpeg = wholes[random() % wholes.size()];
        for (int hits = 0; hits < 3; ++hits) jpeg[random() % std::min<std::size_t>(jpeg.size(), i % 2 ? 700 : jpeg.size())] = static_cast<std::byte>(random());
        const std::size_t end = walk(jpeg);
        ASSERT_LE(end, jpeg.size());
        if (end > 0) {
            ASSERT_EQ(number(jpeg[end - 2]) << 8 | number(jpeg[end - 1]), 0xffd9u);
        }
    }
}

}  // namespace
}  // namespace sluice
