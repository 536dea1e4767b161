// rotate, flip, crop and gray against jpegtran, coefficient for coefficient.
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/plugins/pictures.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice {
namespace {

using bench::FilterBench;
using test::blocks_of;
using test::JpegSpec;

struct Operation {
    const char* name;
    const char* type;
    bench::Texts texts;
    const char* options;  // of jpegtran
};

const Operation operations[] = {
    {"rotate_90", "rotate", {{"angle", "90"}}, "-trim -rotate 90"},
    {"rotate_180", "rotate", {{"angle", "180"}}, "-trim -rotate 180"},
    {"rotate_270", "rotate", {{"angle", "270"}}, "-trim -rotate 270"},
    {"flip_horizontal", "flip", {{"direction", "horizontal"}}, "-trim -flip horizontal"},
    {"flip_vertical", "flip", {{"direction", "vertical"}}, "-trim -flip vertical"},
    {"crop", "crop", {{"region", "[37, 53, 111, 97]"}}, "-crop 111x97+37+53"},
    {"gray", "gray", {}, "-grayscale"},
};

class Jpegtran : public testing::TestWithParam<Operation> {};

TEST_P(Jpegtran, AgreesOnEveryBlock) {
    test::ScratchFolder scratch;
    const std::string in = (scratch.path() / "in.jpg").string(), out = (scratch.path() / "out.jpg").string();
    for (const auto& [name, spec] : test::camera_jpegs()) {
        const std::vector<std::byte> jpeg = test::make_jpeg(spec);
        std::ofstream(in, std::ios::binary)
            .write(reinterpret_cast<const char*>(jpeg.data()), std::streamsize(jpeg.size()));
        ASSERT_EQ(std::system(("jpegtran " + std::string(GetParam().options) + " -outfile " + out + " " + in).c_str()),
                  0);
        std::ifstream file(out, std::ios::binary);
        const std::string theirs{std::istreambuf_iterator<char>(file), {}};

        FilterBench bench = FilterBench::load(TRANSFORM, GetParam().type, GetParam().texts);
        const FramePtr ours = bench.feed_jpeg(jpeg).at(0);
        EXPECT_THAT(test::differing_mcus(*blocks_of(ours), *blocks_of(std::as_bytes(std::span(theirs)))),
                    testing::IsEmpty())
            << name << ": " << GetParam().name;
        EXPECT_EQ(bench.counts().decodes, 0u);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Jpegtran, testing::ValuesIn(operations), [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace sluice
