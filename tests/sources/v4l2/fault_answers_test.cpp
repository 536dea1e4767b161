// Drivers that answer nonsense.
#include <linux/videodev2.h>

#include <cstring>
#include <functional>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/fake_driver/source_run.hpp"

namespace sluice::test {
namespace {

struct Nonsense {
    const char* name;
    unsigned long call;
    std::function<void(void*)> change;
    bool one_planar = true, multi_planar = true;
    friend std::ostream& operator<<(std::ostream& out, const Nonsense& each) { return out << each.name; }
};

template <typename Argument>
std::function<void(void*)> change(void (*what)(Argument&)) {
    return [what](void* argument) { what(*static_cast<Argument*>(argument)); };
}

using Buffer = v4l2_buffer&;
using Planar = v4l2_format&;

const Nonsense all_nonsense[] = {
    {"NoSuchIndex", VIDIOC_DQBUF, change(+[](Buffer b) { b.index = 99; })},
    {"LargestIndex", VIDIOC_DQBUF, change(+[](Buffer b) { b.index = 0xffff'ffff; })},
    {"AnotherBuffersIndex", VIDIOC_DQBUF, change(+[](Buffer b) { b.index = (b.index + 1) % 4; })},
    {"BytesBeyondLength", VIDIOC_DQBUF, change(+[](Buffer b) { b.bytesused = b.length + 1; }), true, false},
    {"AllBytesThereAre", VIDIOC_DQBUF, change(+[](Buffer b) { b.bytesused = 0xffff'ffff; }), true, false},
    {"PlaneBytesBeyondLength", VIDIOC_DQBUF, change(+[](Buffer b) { b.m.planes[0].bytesused = 0xffff'ffff; }), false, true},
    {"PlaneOffsetBeyondLength", VIDIOC_DQBUF, change(+[](Buffer b) { b.m.planes[0].data_offset = 0xffff'fff0; }), false, true},
    {"PlaneOffsetBeyondBytes", VIDIOC_DQBUF, change(+[](Buffer b) { b.m.planes[0].data_offset = b.m.planes[0].bytesused + 1; }), false, true},
    {"MorePlanesThanThereAre", VIDIOC_DQBUF, change(+[](Buffer b) { b.length = 200; }), false, true},
    {"NoPlanes", VIDIOC_DQBUF, change(+[](Buffer b) { b.length = 0; }), false, true},
    {"OneBuffer", VIDIOC_REQBUFS, change(+[](v4l2_requestbuffers& r) { r.count = 1; })},
    {"NoBuffers", VIDIOC_REQBUFS, change(+[](v4l2_requestbuffers& r) { r.count = 0; })},
    {"OneBufferMore", VIDIOC_REQBUFS, change(+[](v4l2_requestbuffers& r) { ++r.count; })},
    {"ManyBuffersMore", VIDIOC_REQBUFS, change(+[](v4l2_requestbuffers& r) { r.count = 0xffff'ffff; })},
    {"NoLength", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.length = 0; })},
    {"LengthBeyondMemory", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.length = 0xffff'ffff; }), true, false},
    {"LengthOfLessThanAFrame", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.length = 16; }), true, false},
    {"NoSuchOffset", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.m.offset = 0xffff'f000; }), true, false},
    {"NoPlaneLength", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.m.planes[0].length = 0; }), false, true},
    {"NoSuchPlaneOffset", VIDIOC_QUERYBUF, change(+[](Buffer b) { b.m.planes[0].m.mem_offset = 0xffff'f000; }), false, true},
    {"AnotherFormat", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.pixelformat = V4L2_PIX_FMT_H264; })},
    {"NoSize", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.width = f.fmt.pix.height = 0; })},
    {"HugeSize", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.width = f.fmt.pix.height = 0xffff'ffff; })},
    {"NoImageSize", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.sizeimage = 0; }), true, false},
    {"RowsShorterThanPixels", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.bytesperline = 1; }), true, false},
    {"RowsOfGigabytes", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix.bytesperline = 0xffff'ffff; }), true, false},
    {"NoPlanesInFormat", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix_mp.num_planes = 0; }), false, true},
    {"ManyPlanesInFormat", VIDIOC_S_FMT, change(+[](Planar f) { f.fmt.pix_mp.num_planes = 255; }), false, true},
    {"NoRate", VIDIOC_S_PARM, change(+[](v4l2_streamparm& p) { p.parm.capture.timeperframe = {0, 0}; })},
    {"EndlessRate", VIDIOC_S_PARM, change(+[](v4l2_streamparm& p) { p.parm.capture.timeperframe = {0xffff'ffff, 1}; })},
    {"NoCapabilities", VIDIOC_QUERYCAP, change(+[](v4l2_capability& c) { c.capabilities = c.device_caps = 0; })},
    {"TextsWithoutEnd", VIDIOC_QUERYCAP, change(+[](v4l2_capability& c) { std::memset(&c, 'x', offsetof(v4l2_capability, version)); })},
    {"NoFormats", VIDIOC_ENUM_FMT, change(+[](v4l2_fmtdesc& f) { f.pixelformat = 0; })},
    {"NoSizes", VIDIOC_ENUM_FRAMESIZES, change(+[](v4l2_frmsizeenum& f) { f.discrete = {0, 0}; })},
    {"RangeOfSizesUpsideDown", VIDIOC_ENUM_FRAMESIZES, change(+[](v4l2_frmsizeenum& f) { f.type = V4L2_FRMSIZE_TYPE_STEPWISE, f.stepwise = {900, 100, 0, 900, 100, 0}; })},
    {"RangeOfRatesOfZero", VIDIOC_ENUM_FRAMEINTERVALS, change(+[](v4l2_frmivalenum& f) { f.type = V4L2_FRMIVAL_TYPE_CONTINUOUS, f.stepwise = {}; })},
};

class FaultAnswers : public testing::TestWithParam<Nonsense> {
protected:
    // Wrong thrice from the start, wrong until the fault ceases, wrong once in the stream: it always comes to frames.
    static void outlive(const CameraFacts& facts, unsigned after, unsigned times, bool holds) {
        SourceRun run(facts);
        run.hold = holds ? 3 : 0;
        run.intact = GetParam().call != VIDIOC_DQBUF;
        run.faults().alter(GetParam().call, GetParam().change, after, times);
        ASSERT_TRUE(run.open()) << run.failure;
        for (int turns = 0; turns < 40 && run.turn(); ++turns) {}
        EXPECT_GT(run.faults().happened(), 0U);
        run.faults().clear();
        EXPECT_TRUE(run.frames(10)) << run.failure << run.context().story();
        run.close();
        EXPECT_EQ(run.complaints(), "");
    }
    // What differs between one camera and another.
    static bool is_of_buffers() {
        const unsigned long call = GetParam().call;
        return call == VIDIOC_DQBUF || call == VIDIOC_QUERYBUF || call == VIDIOC_S_FMT;
    }
    static void outlive_all(const CameraFacts& facts) {
        outlive(facts, 0, 3, false);
        outlive(facts, 0, Faults::always, false);
        if (GetParam().call == VIDIOC_DQBUF) outlive(facts, 5, 1, true);
    }
};

INSTANTIATE_TEST_SUITE_P(All, FaultAnswers, testing::ValuesIn(all_nonsense), [](const auto& each) { return std::string(each.param.name); });

TEST_P(FaultAnswers, ToAWebcamsSource) {
    if (GetParam().one_planar) outlive_all({});
}

TEST_P(FaultAnswers, ToARawCamerasSource) {
    CameraFacts facts;
    facts.formats = {V4L2_PIX_FMT_YUYV};
    facts.padding = 32;
    if (GetParam().one_planar && is_of_buffers()) outlive_all(facts);
}

TEST_P(FaultAnswers, ToAMultiPlanarCamerasSource) {
    CameraFacts facts;
    facts.multiplanar = true;
    facts.formats = {V4L2_PIX_FMT_GREY};
    if (GetParam().multi_planar) outlive_all(facts);
    facts.formats = {V4L2_PIX_FMT_NV12M};
    if (GetParam().multi_planar && is_of_buffers() && GetParam().call != VIDIOC_S_FMT) outlive_all(facts);
}

}  // namespace
}  // namespace sluice::test
