#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/sluice/devices/device_json.hpp"
#include "tools/sluice/devices/device_text.hpp"
#include "tools/sluice/devices/device_yaml.hpp"
#include "tools/sluice/duration_text.hpp"
#include "tools/sluice/json_text.hpp"
#include "tools/sluice/node_text.hpp"
#include "tools/sluice/printable.hpp"
#include "tools/sluice/table.hpp"

namespace sluice::tool {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Duration, IsANumberWithItsUnit) {
    EXPECT_EQ(duration_of("10s"), 10s);
    EXPECT_EQ(duration_of("250ms"), 250ms);
    EXPECT_EQ(duration_of("1.5min"), 90s);
    EXPECT_EQ(duration_of("2h"), 2h);
    for (const char* wrong : {"", "10", "s", "-1s", "0s", "1 s", "10sec", "1e3s", "nan", "inf", "9999999999d"})
        EXPECT_FALSE(duration_of(wrong)) << wrong;
}

TEST(Printable, LeavesTextAndShowsControlCharacters) {
    EXPECT_EQ(printable("Kamera Küche 2"), "Kamera Küche 2");
    EXPECT_EQ(printable("a\x1b[31m\n"), "a\\x1b[31m\\x0a");
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");          // CSI as one C1 character
    EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // right-to-left override
    EXPECT_EQ(printable(std::string(500, 'x'), 10), "xxxxxxxxxx...");
}

TEST(JsonText, QuotesAnything) {
    EXPECT_EQ(json_quoted("a\"\n\xff"), "\"a\\\"\\n\\ufffd\"");
    EXPECT_EQ(JsonObject().add("a", 1).add("b", "x").add("c", true).text(), R"({"a":1,"b":"x","c":true})");
    EXPECT_EQ(json_number(0.0 / 1.0), "0.0");
}

TEST(Table, AlignsColumns) {
    Table table({"A", "B"});
    table.add({"äää", "x"});
    EXPECT_EQ(table.text(), "A    B\näää  x\n");
}

TEST(NodeText, TellsKindsDefaultsRangesAndAnExample) {
    static constexpr Param params[] = {
        Param::whole("n", "every n-th").fallback("2").between("1", "9"),
        Param::text("bind", "where").must(),
        Param::choice("mode", "low|high", "how"),
        Param::bytes("keep", "how much").or_kind(ParamKind::duration).word("all"),
        Param::map("match", "which", "serial|model").must(),
        Param::map("controls", "what"),
    };
    NodeEntry entry;
    entry.type = "thing";
    entry.kind = NodeKind::sink;
    entry.summary = "does";
    entry.params = params;
    entry.param_count = 6;
    const std::string text = describe(entry, "built in");
    EXPECT_THAT(text, HasSubstr("thing, a sink: does"));
    EXPECT_THAT(text, HasSubstr("whole, 1 to 9"));
    EXPECT_THAT(text, HasSubstr("required"));
    EXPECT_THAT(text, HasSubstr("low, high"));
    EXPECT_THAT(text, HasSubstr("bytes or duration or all"));
    EXPECT_THAT(text, HasSubstr("match      map of serial, model      required  which\n"));
    EXPECT_THAT(text, HasSubstr("controls   map                       -         what\n"));
    EXPECT_THAT(text, HasSubstr("from       node, or { node: ... }    required  each sink: where its frames come from"));
    EXPECT_THAT(text, HasSubstr("    match: { name: value }\n"));
    EXPECT_THAT(text, HasSubstr("sinks:\n  live:\n    type: thing\n    from: front\n    n: 2  # the default\n"));
}

v4l2::Camera camera_with(std::vector<v4l2::CameraSize> sizes) {
    v4l2::Camera camera;
    camera.node = "/dev/video0";
    camera.card = "Cam\n# evil: yes";
    camera.serial = "0123";
    camera.usb_port = "1-1.2";
    camera.driver = "uvcvideo";
    camera.is_camera = true;
    camera.role = v4l2::NodeRole::camera;
    camera.formats.push_back({0, "MJPG", Format::jpeg, false, std::move(sizes)});
    return camera;
}

TEST(DeviceText, GroupsSizesWithEqualRates) {
    const auto camera = camera_with({{{1920, 1080}, {}, {1, 1}, {{30, 1}, {15, 2}}, false},
                                     {{1280, 720}, {}, {1, 1}, {{30, 1}, {15, 2}}, false},
                                     {{640, 480}, {}, {1, 1}, {{60, 1}}, false}});
    const std::string text = devices_text({camera});
    EXPECT_THAT(text, HasSubstr("usb 1-1.2, serial 0123, uvcvideo"));
    EXPECT_THAT(text, HasSubstr("    mjpeg  1920x1080 1280x720 at 30 7.5 \u00b7 640x480 at 60\n"));
    EXPECT_THAT(text, Not(HasSubstr("\n# evil")));
}

TEST(DeviceText, NamesFormatsItCannotCarryInOneLine) {
    auto camera = camera_with({{{640, 480}, {}, {1, 1}, {{30, 1}}, false}});
    camera.card = "Cam: Cam";
    for (const char* fourcc : {"H264", "RGB4"}) camera.formats.push_back({0, fourcc, {}, false, {}});
    EXPECT_EQ(devices_text({camera}), "/dev/video0  Cam   usb 1-1.2, serial 0123, uvcvideo\n    mjpeg  640x480 at 30\n"
                                      "    not carried by sluice: H264 RGB4\n    match: { serial: \"0123\" }\n");
}

TEST(DeviceText, PutsOtherNodesInOneLineWithTheReason) {
    v4l2::Camera codec;
    codec.node = "/dev/video10";
    codec.why_not = "codec";
    v4l2::Camera another = codec;
    another.node = "/dev/video11";
    EXPECT_THAT(devices_text({codec, another}), HasSubstr("no cameras: /dev/video10 /dev/video11 (codec)\n"));
    EXPECT_THAT(devices_text({codec}), HasSubstr("No camera found"));
}

TEST(DeviceYaml, NamesCamerasAndCannotBeBrokenByTheirTexts) {
    const auto camera = camera_with({{{1280, 720}, {}, {1, 1}, {{30, 1}}, false}});
    const std::string yaml = devices_yaml({camera, camera});
    EXPECT_THAT(yaml, HasSubstr("  cam1:    # Cam\\x0a# evil: yes, serial \"0123\", usb port 1-1.2\n"));
    EXPECT_THAT(yaml, HasSubstr("    size: 1280x720\n    fps: 30\n"));
    EXPECT_THAT(yaml, HasSubstr("from: [cam1, cam2]"));
    EXPECT_EQ(devices_yaml({}), "");
}

TEST(DeviceJson, HasCamerasAndOthers) {
    const std::string json = devices_json({camera_with({{{1280, 720}, {}, {1, 1}, {{30, 1}}, false}})});
    EXPECT_THAT(json, HasSubstr(R"("serial":"0123")"));
    EXPECT_THAT(json, HasSubstr(R"({"w":1280,"h":720,"fps":[30.0],"fps_range":false})"));
    EXPECT_THAT(json, HasSubstr(R"("others":[])"));
}

}  // namespace
}  // namespace sluice::tool
