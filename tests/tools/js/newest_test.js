// Times are made up, in us.
import assert from "node:assert/strict";
import test from "node:test";

import { Newest } from "./newest.js";
import { latencyOf, Losses } from "./sluice.js";

const ms = 1000, period = 33 * ms, skew = 5e9;

function begin() {
  const newest = new Newest(100 * ms);
  let seq = 0;
  const put = (ts, now, epoch = 1) => newest.put({ topic: "front/jpeg/", lost: 0, header: { epoch, seq: seq++, ts_us: ts + skew, wall_us: ts } }, now, now);
  const pick = (now, entered) => {
    const frame = newest.pick(now, entered);
    return frame ? frame.header.ts_us - skew : -1;
  };
  let at = 0;
  const run = (frames) => {
    for (let i = 0; i < frames; ++i, at += period) {
      put(at, at + 2 * ms);
      assert.equal(pick(at + 2 * ms, at), at);
    }
    return at;
  };
  return { newest, put, pick, run };
}

test("frames in time go at once", () => begin().run(100));

test("of those that wait the newest is handed out", () => {
  const { newest, put, pick, run } = begin();
  const now = run(10);
  for (let i = 0; i < 4; ++i) put(now + i * period, now + 4 * period);
  assert.equal(pick(now + 4 * period, now + 4 * period), now + 3 * period);
  assert.equal(newest.skipped, 3);
});

test("what waited during a stall is passed over", () => {
  const { put, pick, run } = begin();
  const stalled = run(10), awake = stalled + 10000 * ms;
  for (let i = 0; i < 100; ++i) put(stalled + i * period, awake);
  assert.equal(pick(awake, awake), -1);
  put(awake, awake + 12 * ms);
  assert.equal(pick(awake + 12 * ms, awake), awake);
});

test("where nothing newer comes the old one goes after a while", () => {
  const { newest, put, pick, run } = begin();
  const stalled = run(10), awake = stalled + 10000 * ms;
  put(stalled, awake);
  assert.equal(pick(awake + 99 * ms, awake), -1);
  assert.equal(newest.wake, awake + 100 * ms);
  assert.equal(pick(awake + 101 * ms, awake), stalled);
});

test("a link that became slow is not held up for ever", () => {
  const { put, pick, run } = begin();
  let now = run(10), held = 0;
  for (let i = 0; i < 150; ++i, now += period) {
    put(now, now + 300 * ms);
    if (pick(now + 300 * ms, now + 300 * ms - period) < 0) ++held;
  }
  assert.ok(held <= 16, `${held}`);
});

test("another boot is another clock", () => {
  const { put, pick, run } = begin();
  run(10);
  for (let i = 0; i < 20; ++i) {
    put(-1e12 + i * period, 2e9 + i * period, 2);
    assert.equal(pick(2e9 + i * period, 0), -1e12 + i * period);
  }
});

test("losses are the gaps in seq", () => {
  const losses = new Losses();
  assert.equal(losses.take(1, 100, 1), 0);
  assert.equal(losses.take(1, 104, 1), 3);
  assert.equal(losses.take(1, 104, 1), 0);
  assert.equal(losses.take(2, 4, 1), 4);
  assert.equal(losses.take(3, 50, 2), 0);
  assert.equal(losses.take(3, 60, 3), 9);
});

test("one boot has one clock", () => {
  const header = { ts_us: 1e8, wall_us: 5e9 };
  assert.deepEqual(latencyOf(header, "mine", "mine", 1e8 + 5000, 0), { ms: 5, clock: "monotonic" });
  assert.deepEqual(latencyOf(header, "mine", "theirs", 0, 5e9 + 7000), { ms: 7, clock: "wall" });
  assert.deepEqual(latencyOf(header, "", "", 0, 5e9), { ms: 0, clock: "wall" });
  assert.equal(latencyOf({ ...header, src_epoch: 1 }, "mine", "mine", 0, 5e9).clock, "wall");
  assert.equal(latencyOf({ ...header, src_epoch: 1, boot: "mine" }, "mine", "theirs", 1e8, 0).clock, "monotonic");
  assert.equal(latencyOf(header, "mine", "mine", 1e8 - 1001, 0), null);
  assert.equal(latencyOf(header, "mine", "theirs", 0, 5e9 + 3601e6), null);
});
