// What a check makes of a readable file: links, defaults, order, warnings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "helpers.hpp"

namespace sluice::config {
namespace {

const std::string head = "sluice: 1\nsources:\n  front: { type: v4l2 }\n";

TEST(Check, ReadsEveryFormOfFrom) {
    const auto result = check(head + R"(filters:
  m: { type: motion, from: [front], optional: true, run: always, on_error: pass }
sinks:
  a: { type: null, from: front }
  b: { type: null, from: [front, m] }
  c: { type: null, from: { node: m, fps: 1/2, queue: 4, drop: never, as: door } }
  d: { type: null, from: [front, { node: m, drop: newest, queue: 1024 }] }
  e: { type: null, from: { node: front, with: m, max_age: 250ms } }
)");
    EXPECT_EQ(lines(result.mistakes), "");
    const Node m = node(result, "m");
    EXPECT_TRUE(m.optional && m.run_always && m.pass_on_error);
    EXPECT_EQ(m.from.at(0).node, "front");
    EXPECT_EQ(node(result, "a").from.at(0).place, (Place{"a.yaml", 7, 26}));
    EXPECT_EQ(node(result, "b").from.at(1).node, "m");
    const Link c = node(result, "c").from.at(0);
    EXPECT_EQ(c.fps, (Rate{1, 2}));
    EXPECT_EQ(c.queue, 4U);
    EXPECT_EQ(c.drop, Drop::never);
    EXPECT_EQ(c.as, "door");
    const Link d = node(result, "d").from.at(1);
    EXPECT_EQ(d.drop, Drop::newest);
    EXPECT_EQ(d.queue, 1024U);
    EXPECT_EQ(d.fps, std::nullopt);
    EXPECT_EQ(node(result, "a").from.at(0).drop, std::nullopt);
    const Link e = node(result, "e").from.at(0);
    EXPECT_EQ(e.with, "m");
    EXPECT_EQ(e.max_age, std::chrono::milliseconds(250));
    EXPECT_EQ(e.with_place, (Place{"a.yaml", 11, 47}));
    EXPECT_EQ(d.with, std::nullopt);
    EXPECT_EQ(d.max_age, std::nullopt);
}

TEST(Check, PutsFiltersBehindWhatTheyTakeFrom) {
    const auto result = check(R"(sluice: 1
sinks:
  out: { type: null, from: [d, b] }
filters:
  d: { type: motion, from: c }
  c: { type: motion, from: a }
  b: { type: motion, from: front }
  a: { type: motion, from: front }
sources:
  back: { type: v4l2 }
  front: { type: v4l2 }
)");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(order(result), "back front b a c d out");
    EXPECT_EQ(node(result, "front").place, (Place{"a.yaml", 11, 3}));
}

TEST(Check, WarnsOfFramesNobodyTakes) {
    const auto result = check(R"(sluice: 1
sources:
  front: { type: v4l2 }
  back: { type: v4l2 }
filters:
  motion: { type: motion, from: front }
  always: { type: motion, from: front, run: always }
  bell: { type: alarm, from: front }
sinks:
  out: { type: null, from: front }
)");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(lines(result.warnings),
              "a.yaml:4:3: sources.back: nobody takes its frames; name it in a sink's from\n"
              "a.yaml:6:3: filters.motion: nobody takes its frames; name it in a sink's from (or run: always)\n");
}

TEST(Check, OptionalFilterWithoutPluginPassesFrames) {
    const auto result =
        check(head +
              "filters:\n  f: { type: faces, from: front, optional: true, x: y }\n"
              "  g: { type: gone, from: front, optional: true }\n"
              "defaults: { filters: { gone: { z: 1 } } }\nsinks:\n  out: { type: null, from: [f, g] }\n");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "f").entry, nullptr);
    EXPECT_EQ(node(result, "f").params, nullptr);
    EXPECT_EQ(node(result, "f").type, "faces");
    EXPECT_EQ(lines(result.warnings),
              "a.yaml:5:14: filters.f: filter type \"faces\": its plugin faces.so was refused: built for arm, this is "
              "x86_64; "
              "frames pass unfiltered\n"
              "a.yaml:6:14: filters.g: unknown filter type \"gone\"; frames pass unfiltered\n");
}

TEST(Check, DefaultsLieUnderNodes) {
    const auto result = check(R"(sluice: 1
defaults:
  sources:
    v4l2: { fps: 15, size: 640x480 }
  filters:
    motion: { threshold: 20, run: always }
  sinks:
sources:
  front: { type: v4l2, fps: 5 }
  clip: { type: file, path: . }
filters:
  m: { type: motion, from: front }
sinks:
  out: { type: null, from: [front, clip] }
)");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(lines(result.warnings), "");
    EXPECT_EQ(node(result, "front").params->rate("fps"), (Rate{5, 1}));
    EXPECT_EQ(node(result, "front").params->size("size"), (Size{640, 480}));
    EXPECT_EQ(node(result, "clip").params->rate("fps"), (Rate{30, 1}));
    EXPECT_EQ(node(result, "m").params->whole("threshold"), 20);
    EXPECT_TRUE(node(result, "m").run_always);
}

TEST(Check, ScalarsAreReadAsWritten) {
    const auto serial = [](const std::string& text) {
        return std::string(node(check("sluice: 1\nsources:\n  a: { type: v4l2, serial: " + text +
                                      " }\nsinks: { o: { type: null, from: a } }\n"),
                                "a")
                               .params->text("serial"));
    };
    for (const char* text : {"0123", "off", "no", "1e3", "0x1F", "null", "~", "2026-11-22", "1.10", "12:30"})
        EXPECT_EQ(serial(text), text);
    EXPECT_EQ(serial("\"a b\""), "a b");
    EXPECT_EQ(serial("'it''s'"), "it's");
}

TEST(Check, AnchorsWorkAndExtensionsAreIgnored) {
    const auto result = check(R"(sluice: 1
x-shared: &rate 5
x-other: { anything: [goes, "${SLUICE_TEST_NOT_SET}"] }
sources:
  front: &cam { type: v4l2, fps: *rate }
  back: *cam
sinks:
  out: { type: null, from: [front, back] }
)");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "back").params->rate("fps"), (Rate{5, 1}));
}

TEST(Check, ReadsProcess) {
    const auto process = [](const std::string& text) {
        return Document::read_text("/etc/sluice/a.yaml", head + "process: " + text + "\n").process();
    };
    EXPECT_EQ(process("{ plugins: [build, ../x, /y/z] }").plugins,
              (std::vector<std::string>{"/etc/sluice/build", "/etc/x", "/y/z"}));
    EXPECT_EQ(process("{ plugins: build }").plugin_places, (std::vector<Place>{{"/etc/sluice/a.yaml", 4, 21}}));
    EXPECT_EQ(process("{ log: json, log_level: debug }").log, "json");
    EXPECT_EQ(process("{ log: json, log_level: debug }").log_level, "debug");
    EXPECT_EQ(process("").log, std::nullopt);
}

TEST(Check, BlockStyleIsTheSame) {
    const auto result = check(R"(sluice: 1
sources:
  front:
    type: v4l2
    size: 1280x720   # comment
sinks:
  out:
    type: zmq
    bind:
    - tcp://127.0.0.1:1
    - ipc:///run/x
    from:
      - front
      - node: front
        as: door
)");
    EXPECT_EQ(lines(result.mistakes), "");
    EXPECT_EQ(node(result, "out").params->count("bind"), 2U);
    EXPECT_EQ(node(result, "out").from.size(), 2U);
}

TEST(Check, ManyNodesAreRefusedNotCompared) {
    std::string many = "sluice: 1\nsources:\n";
    for (int i = 0; i < 1500; ++i) many += "  n" + std::to_string(i) + ": { type: v4l2 }\n";
    EXPECT_THAT(lines(check(many).mistakes), testing::HasSubstr("sources: 1500 nodes; write at most 1000"));
}

}  // namespace
}  // namespace sluice::config
