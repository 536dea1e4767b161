#pragma once

#include <initializer_list>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/bench.hpp>

#include "codec/codec.hpp"
#include "codec/jpeg_check.hpp"
#include "tests/plugins/noting.hpp"
#include "tests/support/jpeg_samples.hpp"

namespace sluice::test {

/// Every way to sample chroma, on and off the grid, and what else cameras do.
inline const std::vector<std::pair<std::string, JpegSpec>>& camera_jpegs() {
    static const std::vector<std::pair<std::string, JpegSpec>> all = {
        {"420", {.width = 320, .height = 240}},
        {"422", {.width = 320, .height = 240, .h = 2, .v = 1}},
        {"444", {.width = 320, .height = 240, .h = 1, .v = 1}},
        {"440", {.width = 320, .height = 240, .h = 1, .v = 2}},
        {"411", {.width = 320, .height = 240, .h = 4, .v = 1}},
        {"gray", {.width = 320, .height = 240, .gray = true}},
        {"odd_420", {.width = 317, .height = 235}},
        {"odd_422", {.width = 317, .height = 235, .h = 2, .v = 1}},
        {"odd_444", {.width = 317, .height = 235, .h = 1, .v = 1}},
        {"odd_gray", {.width = 317, .height = 235, .gray = true}},
        {"restarts", {.width = 320, .height = 240, .h = 2, .v = 1, .restart_rows = 1}},
        {"no_tables", {.width = 320, .height = 240, .h = 2, .v = 1, .without_huffman = true}},
        {"progressive", {.width = 320, .height = 240, .progressive = true}},
        {"exif", {.width = 320, .height = 240, .h = 2, .v = 1, .exif = true}},
    };
    return all;
}

inline Codec& codec() {
    static Codec one;
    return one;
}

/// The blocks of a JPEG, read without any filter.
inline CoefficientsPtr blocks_of(std::span<const std::byte> jpeg) {
    const JpegCheck check = check_jpeg(jpeg);
    return codec().read_blocks(jpeg, {check.width, check.height});
}
inline CoefficientsPtr blocks_of(const FramePtr& frame) { return blocks_of(frame->bytes().view()); }

/// The MCUs, column and row, of which a block differs; where size, sampling or quantisers differ: {{-1, -1}}.
inline std::set<std::pair<int, int>> differing_mcus(const Coefficients& a, const Coefficients& b) {
    const std::set<std::pair<int, int>> all{{-1, -1}};
    if (a.width() != b.width() || a.height() != b.height() || a.planes() != b.planes()) return all;
    std::set<std::pair<int, int>> found;
    for (std::uint32_t i = 0; i < a.planes(); ++i) {
        const CoefficientPlane one = a.plane(i), two = b.plane(i);
        if (one.h != two.h || one.v != two.v || one.blocks_wide != two.blocks_wide ||
            one.blocks_high != two.blocks_high)
            return all;
        if (!std::equal(one.quantiser, one.quantiser + 64, two.quantiser)) return all;
        for (std::uint32_t y = 0; y < one.blocks_high; ++y)
            for (std::uint32_t x = 0; x < one.blocks_wide; ++x) {
                const std::size_t at = 64 * (std::size_t{y} * one.blocks_wide + x);
                if (!std::equal(a.blocks(i).begin() + at, a.blocks(i).begin() + at + 64, b.blocks(i).begin() + at))
                    found.emplace(x / one.h, y / one.v);
            }
    }
    return found;
}

/// The same frame with one more note, as a filter before would have put it there.
inline FramePtr with_note(FramePtr frame, std::string_view key, Note value) {
    static Noting noting;
    return noting.on(std::move(frame), key, std::move(value));
}

/// What was done to pictures by some filters together.
struct Work {
    std::uint64_t reads = 0, writes = 0, decodes = 0, encodes = 0;
    friend bool operator==(const Work&, const Work&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Work& work) {
        return out << work.reads << " reads, " << work.writes << " writes, " << work.decodes << " decodes, "
                   << work.encodes << " encodes";
    }
};
inline Work work_of(std::initializer_list<const bench::FilterBench*> benches) {
    Work all;
    for (const bench::FilterBench* bench : benches) {
        const bench::Counts counts = bench->counts();
        all = {all.reads + counts.block_reads, all.writes + counts.block_writes, all.decodes + counts.decodes,
               all.encodes + counts.encodes};
    }
    return all;
}

/// What a filter says of parameters that are wrong, or of the frame it was fed last; "" where it says nothing.
template <typename Do>
std::string sentence_of(Do&& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

inline Box box(float x, float y, float width, float height, std::string label = "", float score = 1,
               std::int64_t id = 0) {
    return {x, y, width, height, std::move(label), score, id};
}

/// A picture as yuyv, all of one luma.
inline std::vector<std::byte> yuyv(Size size, std::uint8_t luma) {
    std::vector<std::byte> bytes(std::size_t{size.width} * size.height * 2, std::byte{128});
    for (std::size_t i = 0; i < bytes.size(); i += 2) bytes[i] = std::byte{luma};
    return bytes;
}

}  // namespace sluice::test
